using System.Text.Json.Nodes;
using Amazon.Runtime;
using LlmGateway.Client;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.ApiGateway.WebSocket;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Extensions.AI;

namespace LlmGateway.EndToEnd;

/// <summary>Our own client, on either gateway of the TeamChat example.</summary>
[Collection(TeamChat.Collection)]
public sealed class ClientTests(TeamChat stack)
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 300).Select(number => $"word{number}"));

    public static TheoryData<bool> BothGateways => new(true, false);

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task An_answer_streams_to_its_last_frame(bool socket)
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long });
        await using var client = Connect(stack.Run, socket);

        var frames = await AskAsync(client, new GatewayPrompt($"Tell me {Guid.NewGuid()}") { Model = "claude-haiku", System = "Be brief.", MaxTokens = 4000, StopSequences = ["END"] });

        string.Concat(frames.Select(frame => frame.Text)).Should().Be(Long);
        frames[^1].Should().Match<GatewayFrame>(frame => frame.IsLast && frame.FinishReason == "stop" && frame.Usage!.CostUsd > 0 && frame.Model == "claude-haiku");
        var body = JsonNode.Parse(script.Calls.Last().Body.Span)!;
        body["system"]![0]!["text"]!.GetValue<string>().Should().Be("Be brief.");
        body["inferenceConfig"]!["stopSequences"]![0]!.GetValue<string>().Should().Be("END");
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task An_answer_of_two_hundred_thousand_characters_arrives_whole(bool socket)
    {
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(word => $"word{word}"));
        using var script = stack.Script(new SimulatorRule { Answer = text });
        await using var client = Connect(stack.Run, socket);

        var frames = await AskAsync(client, new GatewayPrompt($"Long {Guid.NewGuid()}") { MaxTokens = 100_000 });

        string.Concat(frames.Select(frame => frame.Text)).Should().Be(text);
    }

    [Fact]
    public async Task An_answer_that_could_not_be_sent_for_a_while_is_asked_for_again()
    {
        // More failures than a worker tries: it takes the connection for gone, though it stands.
        var failures = 6;
        await using var run = await stack.StartAsync(options => options with { ConnectionsFault = _ => Interlocked.Decrement(ref failures) >= 0 ? 500 : null });
        await using var client = new LlmGatewayClient(UrlOf(run, socket: true), GatewayCredential.ApiKey(run.ApiKeys[0].Value), new LlmGatewayClientOptions { AskAgainAfter = TimeSpan.FromSeconds(1) });

        var frames = await AskAsync(client, new GatewayPrompt($"Hello {Guid.NewGuid()}"));

        frames[^1].IsLast.Should().BeTrue();
        frames.Select(frame => frame.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        failures.Should().BeNegative();
    }

    [Fact]
    public async Task An_upload_whose_receipts_were_lost_is_sent_again()
    {
        // Each of three receipts is tried more often than a function tries.
        var failures = 18;
        await using var run = await stack.StartAsync(options => options with { ConnectionsFault = _ => Interlocked.Decrement(ref failures) >= 0 ? 500 : null });
        await using var client = new LlmGatewayClient(UrlOf(run, socket: true), GatewayCredential.ApiKey(run.ApiKeys[0].Value), new LlmGatewayClientOptions { AskAgainAfter = TimeSpan.FromSeconds(1) });

        var frames = await AskAsync(client, new GatewayPrompt(string.Concat(Enumerable.Repeat($"Long {Guid.NewGuid()} ", 8_000))));

        frames[^1].FinishReason.Should().Be("stop");
        failures.Should().BeNegative();
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task A_refusal_is_an_exception_with_the_gateways_word(bool socket)
    {
        await using var client = Connect(stack.Run, socket);

        var asking = () => AskAsync(client, new GatewayPrompt("Hello") { Model = "none-such" });

        (await asking.Should().ThrowAsync<GatewayException>()).Which.Code.Should().Be("model_not_found");
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task A_wrong_key_is_an_exception_at_once(bool socket)
    {
        await using var client = new LlmGatewayClient(UrlOf(stack.Run, socket), GatewayCredential.ApiKey("wrong"));

        var asking = () => AskAsync(client, new GatewayPrompt("Hello"));

        await asking.Should().ThrowAsync<GatewayException>();
    }

    [Fact]
    public async Task A_line_that_drops_again_and_again_is_not_seen_by_the_caller()
    {
        await using var run = await stack.StartAsync(options => options with
        {
            Script = SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Answer = Long, Pace = new SimulatorPace { TokensPerSecond = 60 } }] },
            // Long enough to connect and to hear something in, on a busy machine.
            Sockets = new SocketLimits { Duration = TimeSpan.FromSeconds(2) },
        });
        await using var client = Connect(run, socket: true);

        var frames = await Task.WhenAll(AskAsync(client, new GatewayPrompt("One")), AskAsync(client, new GatewayPrompt("Two")));

        foreach (var answer in frames)
        {
            string.Concat(answer.Select(frame => frame.Text)).Should().Be(Long);
            answer.Select(frame => frame.Sequence).Should().Equal(Enumerable.Range(0, answer.Count));
        }
    }

    [Fact]
    public async Task A_prompt_of_six_megabytes_arrives_whole()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Read." });
        await using var client = Connect(stack.Run, socket: true);
        var prompt = string.Concat(Enumerable.Repeat("Zeile mit ä, \"Zitat\" und 😀.\n", 190_000));

        var frames = await AskAsync(client, new GatewayPrompt(prompt));

        frames[^1].FinishReason.Should().Be("stop");
        JsonNode.Parse(script.Calls.Last().Body.Span)!["messages"]![0]!["content"]![0]!["text"]!.GetValue<string>().Should().Be(prompt);
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task A_cancelled_token_closes_the_call_to_the_model(bool socket)
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long, Pace = new SimulatorPace { TokensPerSecond = 10 } });
        await using var client = Connect(stack.Run, socket);
        using var cancel = new CancellationTokenSource();

        var asking = async () =>
        {
            await foreach (var _ in client.AskAsync(new GatewayPrompt($"Go on {Guid.NewGuid()}"), cancel.Token)) await cancel.CancelAsync();
        };

        await asking.Should().ThrowAsync<OperationCanceledException>();
        var call = script.Calls.Last();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(15));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
    }

    [Theory]
    [MemberData(nameof(BothGateways))]
    public async Task As_a_chat_client_a_conversation_goes_on_by_its_id(bool socket)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "An answer." });
        await using var client = Connect(stack.Run, socket);
        var chat = client.AsChatClient("nova-lite");

        var first = await chat.GetResponseAsync($"First {Guid.NewGuid()}");
        var second = await chat.GetResponseAsync("Second", new ChatOptions { ConversationId = first.ConversationId });

        first.Text.Should().Be("An answer.");
        second.ConversationId.Should().Be(first.ConversationId);
        second.Usage!.OutputTokenCount.Should().BePositive();
        second.FinishReason.Should().Be(ChatFinishReason.Stop);
        JsonNode.Parse(script.Calls.Last().Body.Span)!["messages"]!.AsArray().Should().HaveCount(3);
        var history = () => chat.GetResponseAsync([new(ChatRole.User, "a"), new(ChatRole.Assistant, "b"), new(ChatRole.User, "c")]);
        await history.Should().ThrowAsync<NotSupportedException>().WithMessage("*ConversationId*");
    }

    [Fact]
    public async Task A_signed_client_is_let_in_where_IAM_is_asked()
    {
        await using var run = await stack.StartAsync(options => options with { ChangeTemplate = AskForSignatures });
        var developer = new BasicAWSCredentials(run.Developer.AccessKeyId, run.Developer.SecretAccessKey);
        foreach (var socket in new[] { true, false })
        {
            await using var client = new LlmGatewayClient(UrlOf(run, socket), GatewayCredential.Iam(developer, run.Environment.Region));
            (await AskAsync(client, new GatewayPrompt("Hello")))[^1].FinishReason.Should().Be("stop");
            await using var unsigned = new LlmGatewayClient(UrlOf(run, socket), GatewayCredential.None);
            var asking = () => AskAsync(unsigned, new GatewayPrompt("Hello"));
            await asking.Should().ThrowAsync<GatewayException>();
        }
    }

    private static void AskForSignatures(JsonObject template)
    {
        foreach (var (_, resource) in template["Resources"]!.AsObject())
        {
            var properties = resource!["Properties"] as JsonObject;
            if (resource["Type"]!.GetValue<string>() is "AWS::ApiGatewayV2::Route" && properties!["RouteKey"]!.GetValue<string>() == "$connect"
                || resource["Type"]!.GetValue<string>() is "AWS::ApiGateway::Method" && properties!["HttpMethod"]!.GetValue<string>() == "POST")
            {
                properties!["AuthorizationType"] = "AWS_IAM";
                properties.Remove("ApiKeyRequired");
            }
        }
    }

    private LlmGatewayClient Connect(LocalRun run, bool socket) => new(UrlOf(run, socket), GatewayCredential.ApiKey(run == stack.Run ? stack.Support : run.ApiKeys[0].Value));

    private static Uri UrlOf(LocalRun run, bool socket) => socket ? run.SocketApis.Single().Url : run.Apis.Single().Url;

    private static async Task<List<GatewayFrame>> AskAsync(LlmGatewayClient client, GatewayPrompt prompt)
    {
        List<GatewayFrame> frames = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await foreach (var frame in client.AskAsync(prompt, patience.Token)) frames.Add(frame);
        return frames;
    }
}
