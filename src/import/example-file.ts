// A file of listings to begin from: numbered seats as a range, as a list, and general admission.
export const exampleFile = `remote_id,event,venue,event_at,section,row,seats,quantity,price,currency,split
TG-1001,Harbor Lights Tour,Bay Arena,2027-03-14T19:30:00-05:00,104,F,5-8,,125.00,USD,never_leave_one
TG-1002,Harbor Lights Tour,Bay Arena,2027-03-14T19:30:00-05:00,201,B,5;7;9,3,80.00,USD,any
TG-1003,Harbor Lights Tour,Bay Arena,2027-03-14T19:30:00-05:00,Floor,,,200,95.50,USD,2;4
`;
