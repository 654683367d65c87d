// Sends whoever is nobody to the sign-in, which leads back to where they were going.
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

export function ToSignIn() {
  const { href } = useLocation();
  // As it was at first: on the way to the sign-in it is another.
  const [wanted] = useState(href);
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: '/sign-in', search: wanted === '/' ? {} : { back: wanted }, replace: true });
  }, [navigate, wanted]);
  return null;
}
