using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Tests.Asking;

/// <summary><c>llm-gateway chat</c>: lines in, answers out.</summary>
public sealed class ChatTests(AskingCli cli) : IClassFixture<AskingCli>
{
    [Fact]
    public async Task Questions_are_answered_one_after_the_other()
    {
        var result = await cli.RunAsync("Hi?\n\nAnd?\n/exit\nNever\n", "chat");

        result.StandardOutput.Should().Be($"Hello there{Environment.NewLine}Hello there{Environment.NewLine}");
        result.ExitCode.Should().Be(0, result.StandardError);
    }

    [Fact]
    public async Task A_chat_goes_on_until_a_new_one_begins_and_a_model_stays()
    {
        var result = await cli.RunAsync("One?\nTwo?\n/new\n/model org/model:1\nThree?\n", "chat", "--json");

        var answers = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        answers.Should().HaveCount(3, result.StandardError);
        string ChatOf(int i) => answers[i]["chatId"]!.GetValue<string>();
        ChatOf(1).Should().Be(ChatOf(0));
        ChatOf(2).Should().NotBe(ChatOf(0));
        answers.Select(answer => answer["model"]!.GetValue<string>()).Should().Equal("quick", "quick", "org/model:1");
    }

    [Fact]
    public async Task What_fails_is_told_and_the_chat_goes_on()
    {
        var result = await cli.RunAsync("/model none-such\nHi?\n/model quick\n/frob\nHi?\n", "chat");

        result.StandardOutput.Should().Be("Hello there" + Environment.NewLine);
        result.StandardError.Should().Contain("none-such").And.Contain("There is no /frob; /help says what there is.");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_answer_and_not_the_program()
    {
        var command = cli.Command("chat", "--model", "stall");
        // Where the tests run in the background, a shell has them, and all that they start, ignore Ctrl+C.
        using var chat = Process.Start(new ProcessStartInfo("env", $"--default-signal=INT {command.TargetFilePath} {command.Arguments}")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LLM_GATEWAY_API_KEY"] = Serve.ServedGateway.Key },
        })!;
        await chat.StandardInput.WriteLineAsync("Hi?");
        await ReadAsync(chat.StandardOutput, "Hello");

        using (var kill = Process.Start("kill", ["-INT", $"{chat.Id}"])) await kill.WaitForExitAsync();

        await cli.Gateway.Models.ClosedAsync("stall");
        await chat.StandardInput.WriteLineAsync("/model quick");
        await chat.StandardInput.WriteLineAsync("Hi?");
        await ReadAsync(chat.StandardOutput, "Hello there");
        chat.StandardInput.Close();
        await chat.WaitForExitAsync();
        chat.ExitCode.Should().Be(0, await chat.StandardError.ReadToEndAsync());
    }

    private static async Task ReadAsync(StreamReader output, string wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var read = new StringBuilder();
        var letter = new char[1];
        while (!read.ToString().EndsWith(wanted, StringComparison.Ordinal))
        {
            if (await output.ReadAsync(letter, patience.Token) == 0) throw new EndOfStreamException($"It said {read} and no more.");
            read.Append(letter[0]);
        }
    }
}
