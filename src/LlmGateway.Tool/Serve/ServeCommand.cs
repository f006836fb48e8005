using System.CommandLine;
using System.Net;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Serve;

/// <summary><c>llm-gateway serve</c>.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Config = new("--config") { Description = "JSON file with the models (docs/serve.md).", HelpName = "FILE", Required = true };
    private static readonly Option<string[]> Keys = new("--key") { Description = "A caller: its name, and the environment variable that holds its key. May come several times.", HelpName = "NAME=VARIABLE" };
    private static readonly Option<bool> Public = new("--public") { Description = "No keys: whoever reaches the port may use the models, at your cost." };
    private static readonly Option<string> Host = new("--host") { Description = "Address to listen on; 0.0.0.0 for all of this machine.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };
    private static readonly Option<int> Port = new("--port") { Description = "Port; 0 takes any free one.", DefaultValueFactory = _ => ServeOptions.DefaultPort, HelpName = "NUMBER" };
    private static readonly Option<bool> Json = new("--json") { Description = "What is served, as one line of JSON on stdout." };
    private static readonly Option<bool> Log = new("--log") { Description = "One line for each request on stdout." };

    public static Command Create()
    {
        var command = new Command("serve", "Serves a gateway from this machine, without AWS: the same routes and answers as deployed.") { Config, Keys, Public, Host, Port, Log, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stopping)
    {
        try
        {
            var options = await ReadAsync(arguments, stopping);
            var telemetry = new ConsoleTelemetry(arguments.GetValue(Log) ? Console.Out : null, Console.Error, TimeProvider.System);
            await using var server = await GatewayServer.StartAsync(options, telemetry, stopping);
            await TellAsync(options, server, arguments.GetValue(Json));
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl+C or SIGTERM: what the user wanted.
        }
        catch (ServeException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return LocalCommand.CannotRun;
        }
        return 0;
    }

    private static async Task TellAsync(ServeOptions options, GatewayServer server, bool asJson)
    {
        var models = options.Document.Models.Select(model => model.Alias);
        if (asJson)
        {
            await Console.Out.WriteLineAsync(JsonOutput.Object(json =>
            {
                json.WriteString("url", server.Endpoint.ToString());
                json.Strings("models", models);
                json.Strings("keys", options.Keys.Select(key => key.Name));
            }));
            return;
        }
        await Console.Out.WriteLineAsync($"OpenAI clients: base URL {server.Endpoint}v1, models {string.Join(", ", models)}");
        await Console.Out.WriteLineAsync(options.Keys.Count == 0
            ? "Public: whoever reaches the port may use the models."
            : $"Keys: {string.Join(", ", options.Keys.Select(key => key.Name))}. Ctrl+C stops it, when running answers have ended or after 8 s.");
    }

    private static async Task<ServeOptions> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var keys = (arguments.GetValue(Keys) ?? []).Select(ReadKey).ToList();
        if (keys.Count == 0 && !arguments.GetValue(Public))
            throw new ServeException("Nobody could call: name a key with --key NAME=VARIABLE, or type --public to let in whoever reaches the port.");
        if (keys.Count > 0 && arguments.GetValue(Public)) throw new ServeException("--key and --public exclude each other: with keys, only they come in.");
        if (keys.GroupBy(key => key.Name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new ServeException($"--key names {twice.Key} twice.");
        // One key is one caller: else access rules would go by the order of the options.
        if (keys.SelectMany((key, index) => keys.Skip(index + 1).Where(key.IsSameAs).Select(other => (key, other))).FirstOrDefault() is ({ } one, { } same))
            throw new ServeException($"--key gives {one.Name} and {same.Name} the same key.");
        var port = arguments.GetValue(Port);
        if (port is < 0 or > 65535) throw new ServeException("--port must be between 0 and 65535.");
        var host = arguments.GetValue(Host)!;
        var region = Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION");
        return new ServeOptions
        {
            Document = await ConfigurationFile.ReadAsync(arguments.GetValue(Config)!, region, cancellationToken),
            Host = IPAddress.TryParse(host, out var address) ? address : throw new ServeException($"--host takes an IP address such as 127.0.0.1 or 0.0.0.0, not {host}."),
            Port = port,
            Keys = keys,
            Region = region ?? ServeOptions.AnyRegion,
        };
    }

    private static GatewayKey ReadKey(string given)
    {
        var at = given.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0 || at == given.Length - 1) throw new ServeException($"--key takes NAME=VARIABLE, the environment variable that holds the key, not {given}.");
        var variable = given[(at + 1)..];
        return GatewayKey.Of(given[..at], Environment.GetEnvironmentVariable(variable), variable);
    }
}
