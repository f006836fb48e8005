using System.Text.Json.Nodes;
using LlmGateway.Tool.Tests.Serve;
using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Tool.Tests.Asking;

/// <summary><c>llm-gateway ask</c>, as scripts use it.</summary>
public sealed class AskTests(AskingCli cli) : IClassFixture<AskingCli>
{
    [Fact]
    public async Task An_answer_is_all_that_stands_on_stdout()
    {
        var result = await cli.RunAsync("", "ask", "Hi?");

        result.StandardOutput.Should().Be("Hello there" + Environment.NewLine);
        result.StandardError.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task With_json_it_says_what_is_known_of_the_answer()
    {
        var answer = JsonNode.Parse((await cli.RunAsync("", "ask", "Hi?", "--model", "org/model:1", "--json")).StandardOutput)!;

        answer["answer"]!.GetValue<string>().Should().Be("Hello there");
        answer["model"]!.GetValue<string>().Should().Be("org/model:1");
        answer["finishReason"]!.GetValue<string>().Should().Be("stop");
        answer["cached"]!.GetValue<bool>().Should().BeFalse();
        answer["usage"]!["outputTokens"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task The_question_may_come_on_stdin_and_files_behind_it()
    {
        var file = Path.Combine(cli.Folder, "more.txt");
        await File.WriteAllTextAsync(file, "more");

        (await cli.RunAsync("Hi?", "ask")).ExitCode.Should().Be(0);
        (await cli.RunAsync("from stdin", "ask", "Read this:", "--file", file, "--file", "-")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task An_answer_that_ended_early_is_exit_code_1()
    {
        var result = await cli.RunAsync("", "ask", "Hi?", "--model", "length");

        result.StandardOutput.Should().Be("Hello there" + Environment.NewLine);
        result.StandardError.Should().Contain("ended early: length");
        result.ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData("There is nothing to ask: name a question, or write it to stdin.", "ask", "  ")]
    [InlineData("--temperature must be between 0 and 2.", "ask", "Hi?", "--temperature", "3")]
    [InlineData("--max-tokens must be 1 or more.", "ask", "Hi?", "--max-tokens", "0")]
    [InlineData("There is no file /nowhere.", "ask", "Hi?", "--file", "/nowhere")]
    [InlineData("--iam and --api-key exclude each other.", "ask", "Hi?", "--iam", "--api-key", "x")]
    [InlineData("Cannot parse argument 'x' for option '--temperature' as expected type 'System.Nullable`1[System.Double]'. llm-gateway --help lists what there is.", "ask", "Hi?", "--temperature", "x")]
    public async Task Bad_input_is_one_line_and_exit_code_2(string line, params string[] arguments) => await ExpectAsync(cli.Command(arguments), line);

    [Fact]
    public async Task Refusals_are_one_line_with_the_way_out()
    {
        var unknown = await cli.RunAsync("", "ask", "Hi?", "--model", "none-such");
        unknown.ExitCode.Should().Be(2);
        unknown.StandardError.TrimEnd().Should().Contain("none-such").And.Contain("quick").And.NotContain("\n");

        var stranger = await cli.RunAsync("", "ask", "Hi?", "--api-key", "a-key-that-opens-nothing");
        stranger.ExitCode.Should().Be(2);
        stranger.StandardError.TrimEnd().Should().EndWith("It was asked by an API key. Sign in with llm-gateway login, put a key into LLM_GATEWAY_API_KEY, or add --iam.").And.NotContain("\n").And.NotContain("a-key-that-opens-nothing");
    }

    [Fact]
    public async Task What_cannot_be_found_or_reached_is_told()
    {
        await ExpectAsync(cli.Bare("ask", "Hi?"), "Which gateway? Name it with --url URL, its stack with --stack NAME, or run this beside cdk-outputs.json (cdk deploy --outputs-file cdk-outputs.json).");
        await ExpectAsync(cli.Bare("ask", "Hi?", "--url", "llm.example.com"), "--url takes an address such as https://abc.execute-api.eu-west-1.amazonaws.com/prod or wss://…, not llm.example.com.");
        (await cli.Bare("ask", "Hi?", "--url", "http://127.0.0.1:1").ExecuteBufferedAsync()).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task The_gateway_is_found_by_the_outputs_of_a_deployment()
    {
        var outputs = Path.Combine(cli.Folder, "outputs.json");
        await File.WriteAllTextAsync(outputs, new JsonObject { ["Stack"] = new JsonObject { ["Url"] = cli.Gateway.Endpoint.ToString(), ["EntityId"] = "urn:x" } }.ToJsonString());

        var result = await cli.Bare("ask", "Hi?", "--outputs", outputs, "--api-key", ServedGateway.Key).ExecuteBufferedAsync();

        result.StandardOutput.Should().Be("Hello there" + Environment.NewLine, result.StandardError);
    }

    private static async Task ExpectAsync(Command command, string line)
    {
        var result = await command.WithStandardInputPipe(PipeSource.FromString("")).ExecuteBufferedAsync();
        result.StandardError.Should().Be(line + Environment.NewLine);
        result.ExitCode.Should().Be(2);
    }
}
