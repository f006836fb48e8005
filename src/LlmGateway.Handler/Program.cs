using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Telemetry;

var environment = HandlerEnvironment.Read(Environment.GetEnvironmentVariable);
using var log = new JsonLog(Console.OpenStandardOutput(), TimeProvider.System, environment.LogLevel);
return await new LambdaHost(environment, log).RunAsync();
