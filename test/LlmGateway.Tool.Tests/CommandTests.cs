using System.Net;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests;

/// <summary>The command as a user types it: exit codes and single sentences.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task A_taken_port_is_told_with_the_way_out()
    {
        using var sample = new SampleAssembly();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await ExpectAsync([sample.Folder, "--port", $"{port}"], $"Port {port} is in use; choose another with --port NUMBER, or --port 0 for any free one.");
    }

    [Fact]
    public async Task No_template_is_told_with_the_way_out() =>
        await ExpectAsync(["/nowhere/at/all"], "There is no /nowhere/at/all; name a CDK app's folder, its project file, or a cdk.out.");

    [Fact]
    public async Task A_broken_template_is_told_by_resource_and_property()
    {
        using var sample = new SampleAssembly(template => SampleAssembly.PropertiesOf(template, "Function")["Handler"] = System.Text.Json.Nodes.JsonNode.Parse("""{"Fn::GetAtt":["Gone","Arn"]}"""));
        await ExpectAsync([sample.Folder, "--port", "0"], "Resource Function, property Handler: it refers to Gone, which is neither a resource nor a parameter of the template.");
    }

    [Fact]
    public async Task A_handler_that_dies_is_told_in_one_sentence()
    {
        using var sample = new SampleAssembly(template => SampleAssembly.PropertiesOf(template, "Function")["Environment"]!["Variables"]!["START"] = "die");
        await ExpectAsync([sample.Folder, "--port", "0"], "The handler of Function ended with exit code 3 before its first request: Unhandled exception. No configuration was found. Mend that and start again; --trace shows all that it writes.");
    }

    [Fact]
    public async Task Missing_Node_is_told_with_the_way_out()
    {
        using var sample = new SampleAssembly();
        var app = Path.Combine(sample.Parent, "app");
        Directory.CreateDirectory(app);
        await File.WriteAllTextAsync(Path.Combine(app, "App.csproj"), "<Project />");
        await ExpectAsync([app], "Node.js was not found, and it is needed to synthesize a CDK app; install version 20 or later and put node on the PATH.", path: sample.Folder);
    }

    [Fact]
    public async Task An_app_that_fails_is_told_in_its_own_words()
    {
        using var sample = new SampleAssembly();
        await File.WriteAllTextAsync(Path.Combine(sample.Parent, "cdk.json"), """{"app":"echo 'Unhandled exception. Two props are wrong' >&2; echo '   at Some.Trace()' >&2; exit 4"}""");
        await ExpectAsync([sample.Parent], $"{Path.GetFileName(sample.Parent)} could not be synthesized (exit code 4): Two props are wrong");
    }

    [Theory]
    [InlineData("--concurrency", "0", "--concurrency must be between 1 and 1000.")]
    [InlineData("--upstream", "ollama", "--upstream takes bedrock or a URL such as http://127.0.0.1:11434/v1, not ollama.")]
    [InlineData("--upstream-model", "x", "--upstream-model needs --upstream URL.")]
    [InlineData("--secret", "x", "--secret takes NAME=VALUE, not x.")]
    [InlineData("--script", "/nowhere.json", "/nowhere.json: there is no such file.")]
    public async Task A_wrong_option_is_told_in_one_sentence(string option, string value, string message) => await ExpectAsync([option, value], message);

    [Fact]
    public async Task A_command_that_is_none_is_told_in_one_sentence() =>
        await ExpectCommandAsync(["loacl"], "Unrecognized command or argument 'loacl'. llm-gateway --help lists what there is.");

    [Fact]
    public async Task An_option_that_is_none_is_told_in_one_sentence() =>
        await ExpectAsync(["--frob"], "There is no option --frob; llm-gateway local --help lists them.");

    private static Task ExpectAsync(string[] arguments, string sentence, string? path = null) => ExpectCommandAsync(["local", .. arguments], sentence, path);

    private static async Task ExpectCommandAsync(string[] arguments, string sentence, string? path = null)
    {
        var result = await Cli.Wrap(Dotnet).WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), .. arguments])
            .WithEnvironmentVariables(environment => { if (path is not null) environment.Set("PATH", path); })
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        result.StandardError.Should().Be(sentence + Environment.NewLine);
        result.ExitCode.Should().Be(2);
    }

    private static string Dotnet => Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : "dotnet";
}
