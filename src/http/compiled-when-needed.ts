// Validators that are compiled when their route is first called. There are more than a hundred of them: compiled one and
// all they would make every start of the hub wait for what most hubs are never asked.
import AjvCompiler from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify';

type AjvOptions = NonNullable<FastifyServerOptions['ajv']>['customOptions'];
type Validator = ReturnType<FastifySchemaCompiler<unknown>>;

/** With the same options as all other validators of the server, for a plugin's `setValidatorCompiler`. */
export function compiledWhenNeeded(customOptions: AjvOptions): FastifySchemaCompiler<unknown> {
  const compile = AjvCompiler()({}, { customOptions: { ...customOptions } });
  return (route) => {
    let compiled: Validator | undefined;
    const validator: Validator = (data: unknown) => {
      compiled ??= compile(route as object) as Validator;
      const isValid = compiled(data);
      // Fastify reads them from the function that it called.
      validator.errors = compiled.errors ?? null;
      return isValid;
    };
    return validator;
  };
}
