// Which address shows which page. Each page is a file of its own that is loaded when it is first opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { TextSkeleton } from '../parts/skeletons.tsx';
import { ErrorState } from '../parts/states.tsx';
import { addressOfWords, wordsOfAddress, wordsOnly } from '../parts/table-address.ts';
import { NoSuchPage } from './no-such-page.tsx';
import { SignedIn } from './signed-in.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage, validateSearch: wordsOnly });

/** Every page in here knows who is signed in, and stands in the shell. */
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const routes = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: lazyRouteComponent(() => import('../pages/sign-in/sign-up-page.tsx'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgotten',
    component: lazyRouteComponent(() => import('../pages/sign-in/forgotten-page.tsx'), 'ForgottenPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/join/$token',
    component: lazyRouteComponent(() => import('../pages/sign-in/join-page.tsx'), 'JoinPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/password/$token',
    component: lazyRouteComponent(() => import('../pages/sign-in/password-page.tsx'), 'PasswordPage'),
  }),
  signedIn.addChildren([
    createRoute({
      getParentRoute: () => signedIn,
      path: '/',
      component: lazyRouteComponent(() => import('../pages/now/now-page.tsx'), 'NowPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/orders',
      component: lazyRouteComponent(() => import('../pages/orders/orders-page.tsx'), 'OrdersPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/orders/$orderId',
      component: lazyRouteComponent(() => import('../pages/order/order-page.tsx'), 'OrderPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/holds',
      component: lazyRouteComponent(() => import('../pages/holds/holds-page.tsx'), 'HoldsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/listings',
      component: lazyRouteComponent(() => import('../pages/listings/listings-page.tsx'), 'ListingsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/listings/$remoteId',
      component: lazyRouteComponent(() => import('../pages/listing/listing-page.tsx'), 'ListingPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/imports',
      component: lazyRouteComponent(() => import('../pages/imports/imports-page.tsx'), 'ImportsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/alerts',
      component: lazyRouteComponent(() => import('../pages/alerts/alerts-page.tsx'), 'AlertsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/reports',
      component: lazyRouteComponent(() => import('../pages/reports/reports-page.tsx'), 'ReportsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/waivers',
      component: lazyRouteComponent(() => import('../pages/waivers/waivers-page.tsx'), 'WaiversPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/waivers/$waiverId',
      component: lazyRouteComponent(() => import('../pages/waivers/waiver-page.tsx'), 'WaiverPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/points-of-sale',
      component: lazyRouteComponent(
        () => import('../pages/points-of-sale/points-of-sale-page.tsx'),
        'PointsOfSalePage',
      ),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/points-of-sale/$pos',
      component: lazyRouteComponent(() => import('../pages/point-of-sale/point-of-sale-page.tsx'), 'PointOfSalePage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/connections',
      component: lazyRouteComponent(() => import('../pages/connections/connections-page.tsx'), 'ConnectionsPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/connections/new',
      component: lazyRouteComponent(() => import('../pages/connections/connect-page.tsx'), 'ConnectPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/connections/$connectionId',
      component: lazyRouteComponent(() => import('../pages/connection/connection-page.tsx'), 'ConnectionPage'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/settings',
      component: lazyRouteComponent(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage'),
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
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={asError(error)} retry={reset} />,
});

/** Whatever was thrown. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
