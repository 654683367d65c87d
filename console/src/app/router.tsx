// Which address shows which page. Each page is a file of its own that is loaded when it is first opened.
import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router';
import { TextSkeleton } from '../parts/skeletons.tsx';
import { addressOfWords, wordsOfAddress, wordsOnly } from '../parts/table-address.ts';
import { NoSuchPage } from './no-such-page.tsx';
import { BrokenPageFile, pageFile } from './page-file.tsx';
import { SignedIn } from './signed-in.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage, validateSearch: wordsOnly });

/** Every page in here knows who is signed in, and stands in the shell. */
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const routes = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: pageFile(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: pageFile(() => import('../pages/sign-in/sign-up-page.tsx'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgotten',
    component: pageFile(() => import('../pages/sign-in/forgotten-page.tsx'), 'ForgottenPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/join/$token',
    component: pageFile(() => import('../pages/sign-in/join-page.tsx'), 'JoinPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/password/$token',
    component: pageFile(() => import('../pages/sign-in/password-page.tsx'), 'PasswordPage'),
  }),
  signedIn.addChildren([
    createRoute({
      getParentRoute: () => signedIn,
      path: '/',
      component: pageFile(() => import('../pages/now/now-page.tsx'), 'NowPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/orders',
      component: pageFile(() => import('../pages/orders/orders-page.tsx'), 'OrdersPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/orders/$orderId',
      component: pageFile(() => import('../pages/order/order-page.tsx'), 'OrderPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/holds',
      component: pageFile(() => import('../pages/holds/holds-page.tsx'), 'HoldsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/listings',
      component: pageFile(() => import('../pages/listings/listings-page.tsx'), 'ListingsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/listings/$remoteId',
      component: pageFile(() => import('../pages/listing/listing-page.tsx'), 'ListingPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/imports',
      component: pageFile(() => import('../pages/imports/imports-page.tsx'), 'ImportsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/alerts',
      component: pageFile(() => import('../pages/alerts/alerts-page.tsx'), 'AlertsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/reports',
      component: pageFile(() => import('../pages/reports/reports-page.tsx'), 'ReportsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/waivers',
      component: pageFile(() => import('../pages/waivers/waivers-page.tsx'), 'WaiversPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/waivers/$waiverId',
      component: pageFile(() => import('../pages/waivers/waiver-page.tsx'), 'WaiverPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/points-of-sale',
      component: pageFile(() => import('../pages/points-of-sale/points-of-sale-page.tsx'), 'PointsOfSalePage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/points-of-sale/$pos',
      component: pageFile(() => import('../pages/point-of-sale/point-of-sale-page.tsx'), 'PointOfSalePage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/connections',
      component: pageFile(() => import('../pages/connections/connections-page.tsx'), 'ConnectionsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/connections/new',
      component: pageFile(() => import('../pages/connections/connect-page.tsx'), 'ConnectPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/connections/$connectionId',
      component: pageFile(() => import('../pages/connection/connection-page.tsx'), 'ConnectionPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/settings',
      component: pageFile(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage'),
    }),
  ]),
]);

export const router = createRouter({
  routeTree: routes,
  parseSearch: wordsOfAddress,
  stringifySearch: addressOfWords,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <TextSkeleton lines={8} />,
  defaultErrorComponent: BrokenPageFile,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
