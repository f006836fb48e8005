using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Tool.Tests.Serve;

/// <summary>The command as a user types it: exit codes and single sentences.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private const string Models = """{"name":"test","models":[{"alias":"a","upstream":"openai","endpoint":"http://127.0.0.1:1/v1","model":"m"}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("llm-gateway-serve-").FullName;

    [Theory]
    [InlineData("", "Nobody could call: name a key with --key NAME=VARIABLE, or type --public to let in whoever reaches the port.")]
    [InlineData("--key a=NO_SUCH_VARIABLE", "NO_SUCH_VARIABLE is empty: it must hold the key that callers send.")]
    [InlineData("--key a", "--key takes NAME=VARIABLE, the environment variable that holds the key, not a.")]
    [InlineData("--key a=SHORT_KEY", "SHORT_KEY is shorter than 16 characters and could be guessed; openssl rand -hex 24 makes a good key.")]
    [InlineData("--key a\tb=GOOD_KEY", "--key: the name 'a\tb' may have letters, digits, '-', '_' and '.' alone.")]
    [InlineData("--key a=GOOD_KEY --key a=GOOD_KEY", "--key names a twice.")]
    [InlineData("--key a=GOOD_KEY --key b=GOOD_KEY", "--key gives a and b the same key.")]
    [InlineData("--key a=GOOD_KEY --public", "--key and --public exclude each other: with keys, only they come in.")]
    [InlineData("--public --host nowhere", "--host takes an IP address such as 127.0.0.1 or 0.0.0.0, not nowhere.")]
    [InlineData("--public --host 192.0.2.1", "192.0.2.1 is no address of this machine; --host takes 127.0.0.1, 0.0.0.0 or one of its own.")]
    [InlineData("--public --port 70000", "--port must be between 0 and 65535.")]
    public async Task A_wrong_option_is_told_in_one_sentence(string options, string sentence) =>
        await ExpectAsync([.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Models, sentence);

    [Fact]
    public async Task A_taken_port_is_told_with_the_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await ExpectAsync(["--public", "--port", port], Models, $"Port {port} is in use; choose another with --port NUMBER, or --port 0 for any free one.");
    }

    [Fact]
    public async Task All_mistakes_of_the_file_are_told_at_once() =>
        await ExpectAsync(["--public"], """
            {"name":"test","cache":{"table":"t","scope":"identity"},"models":[
              {"alias":"","upstream":"openai","endpoint":"nowhere","model":""},
              {"alias":"b","upstream":"magic","model":"m"},
              {"alias":"b","upstream":"bedrock","model":"m"},
              {"alias":"c","upstream":"openai","endpoint":"http://127.0.0.1:1/v1","model":"m","credential":{"variable":"NO_SUCH_VARIABLE"}}]}
            """,
            "FILE is wrong in 8 places: models[0].alias is empty. models[0].model is empty; it is the name that the upstream knows. "
            + "models[0].endpoint must be the server's base URL, such as http://127.0.0.1:11434/v1 or https://api.anthropic.com/v1. models[1].upstream is 'magic'; it must be openai, anthropic or bedrock. "
            + "models[2].alias is 'b', as another model's. models[2] is in AWS, and neither models[2].region nor AWS_REGION says where; set AWS_REGION. "
            + "models[3].credential.variable names NO_SUCH_VARIABLE, which is not set. cache is a table in AWS, and AWS_REGION does not say where; set it.");

    [Fact]
    public async Task What_is_no_JSON_is_told_with_its_place() =>
        await ExpectAsync(["--public"], "{\n  oops", "FILE holds no gateway document: 'o' is an invalid start of a property name. Expected a '\"'. Path: $ | LineNumber: 1 | BytePositionInLine: 2.");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task ExpectAsync(IReadOnlyList<string> options, string config, string sentence)
    {
        var file = Path.Combine(_folder, "gateway.json");
        await File.WriteAllTextAsync(file, config);
        var result = await Cli.Wrap("dotnet").WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "serve", "--config", file, .. options])
            .WithEnvironmentVariables(environment => environment.Set("AWS_REGION", null).Set("AWS_DEFAULT_REGION", null)
                .Set("SHORT_KEY", "fifteen-letters").Set("GOOD_KEY", "sixteen--letters"))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        result.StandardError.Should().Be(sentence.Replace("FILE", file, StringComparison.Ordinal) + Environment.NewLine);
        result.ExitCode.Should().Be(2);
    }
}
