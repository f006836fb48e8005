using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary><c>llm-gateway chat</c>, <c>ask</c> and <c>doctor</c> on either gateway of the TeamChat example.</summary>
[Collection(TeamChat.Collection)]
public sealed class AskingTests(TeamChat stack)
{
    public static TheoryData<bool> BothGateways => new(true, false);

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task A_question_is_answered_in_one_line_of_JSON(bool socket)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Its fan." });

        var result = await Tool(socket, "ask", $"What is wrong {Guid.NewGuid()}?", "--json").ExecuteBufferedAsync();

        result.ExitCode.Should().Be(0, result.StandardError);
        JsonNode.Parse(result.StandardOutput)!["answer"]!.GetValue<string>().Should().Be("Its fan.");
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task A_chat_remembers_until_a_new_one_begins(bool socket)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Noted." });
        var name = $"Ada{Guid.NewGuid():N}";

        var result = await Tool(socket, "chat", "--no-cache").WithStandardInputPipe(PipeSource.FromString($"I am {name}.\nWho am I?\n/new\nWho?\n")).ExecuteBufferedAsync();

        result.ExitCode.Should().Be(0, result.StandardError);
        var asked = script.Calls.Select(call => Encoding.UTF8.GetString(call.Body.Span)).ToList();
        asked.Should().HaveCount(3);
        asked[1].Should().Contain(name).And.Contain("Who am I?");
        asked[2].Should().NotContain(name);
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task Ctrl_C_ends_the_answer_at_the_model_and_the_chat_goes_on(bool socket)
    {
        using var script = stack.Script(new SimulatorRule { Answer = string.Join(' ', Enumerable.Range(0, 3_000).Select(number => $"word{number}")), Pace = new SimulatorPace { TokensPerSecond = 50 } });
        var command = Tool(socket, "chat", "--no-cache");
        // Where the tests run in the background, a shell has them, and all that they start, ignore Ctrl+C.
        using var chat = Process.Start(new ProcessStartInfo("env", $"--default-signal=INT {command.TargetFilePath} {command.Arguments}") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await chat.StandardInput.WriteLineAsync("Tell me a lot.");
        var letter = new char[1];
        (await chat.StandardOutput.ReadAsync(letter)).Should().Be(1);

        var watch = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-INT", $"{chat.Id}"])) await kill.WaitForExitAsync();
        await chat.StandardInput.WriteLineAsync("/exit");
        await chat.StandardOutput.ReadToEndAsync();
        await chat.WaitForExitAsync();

        chat.ExitCode.Should().Be(0, await chat.StandardError.ReadToEndAsync());
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "the whole answer takes longer than a minute");
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task The_doctor_finds_a_gateway_that_is_well(bool socket)
    {
        var result = await Tool(socket, "doctor", "--region", "eu-west-1", "--endpoint-url", stack.Run.Endpoint.ToString(), "--json").ExecuteBufferedAsync();

        var checks = JsonNode.Parse(result.StandardOutput)!["checks"]!.AsArray().ToDictionary(check => check!["check"]!.GetValue<string>(), check => check!["verdict"]!.GetValue<string>());
        if (socket) checks.Should().Contain("WebSocket gateway", "ok");
        else checks.Should().Contain("gateway health", "ok").And.Contain("gateway access", "ok");
    }

    private Command Tool(bool socket, params string[] arguments) => Cli.Wrap("dotnet")
        .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), .. arguments, "--url", (socket ? stack.Run.SocketApis : stack.Run.Apis).Single().Url.ToString(), "--api-key", stack.Support])
        .WithValidation(CommandResultValidation.None);
}
