using System.Net;
using System.Text;
using Amazon.Runtime;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Bedrock;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Tests.Aws;

namespace LlmGateway.Tool.Tests.Bedrock;

/// <summary>Our own Bedrock upstream against the simulator: both were written from AWS's documentation, neither from the other.</summary>
public sealed class GatewayUpstreamTests : IAsyncLifetime
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler());
    private LocalAws _aws = null!;

    public async Task InitializeAsync() => _aws = await LocalAws.StartAsync(options => options with
    {
        BedrockApiKeys = new Dictionary<string, LocalPrincipal> { ["api-key"] = LocalAws.Developer },
    });

    public Task DisposeAsync() => _aws.DisposeAsync().AsTask();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Text_usage_and_end_arrive(bool stream)
    {
        var events = await AskAsync(Question("What is wrong with node 42?", stream) with { System = [new TextPart("Node 42 lost its power.")] });
        string.Concat(events.OfType<TextDelta>().Select(delta => delta.Text)).Should().Contain("node 42").And.Contain("Node 42 lost its power.");
        events.OfType<AnswerEnded>().Single().Reason.Should().Be(FinishReason.Stop);
        events.OfType<UsageReported>().Last().Usage.OutputTokens.Should().BePositive();
    }

    [Fact]
    public async Task Parallel_tool_calls_and_their_results_make_the_round()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with
        {
            Rules = [new SimulatorRule { Times = 1, ToolCalls = [new ScriptedToolCall { Name = "weather", Input = new() { ["city"] = "Oslo" } }, new ScriptedToolCall { Name = "weather" }] }],
        };
        var tools = new[] { new ToolDefinition("weather", "Weather of a city", """{"type":"object","properties":{"city":{"type":"string"}}}"""u8.ToArray()) };
        var question = Question("Weather?", stream: true) with { Tools = tools };

        var events = await AskAsync(question);
        var calls = events.OfType<ToolCallStarted>().ToList();
        calls.Select(call => call.Index).Should().Equal(0, 1);
        events.OfType<AnswerEnded>().Single().Reason.Should().Be(FinishReason.ToolCalls);

        var answered = await AskAsync(question with
        {
            Messages =
            [
                .. question.Messages,
                new ChatMessage(ChatRole.Assistant, [.. calls.Select(call => new ToolCallPart(call.Id, call.Name, "{}"))]),
                new ChatMessage(ChatRole.User, [.. calls.Select(call => new ToolResultPart(call.Id, [new TextPart("Rain in Oslo")]))]),
            ],
        });
        string.Concat(answered.OfType<TextDelta>().Select(delta => delta.Text)).Should().Contain("Rain in Oslo");
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", true)]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", false)]
    [InlineData("us.anthropic.claude-opus-4-6-v1", true)]
    public async Task Thoughts_go_out_and_back_through_a_tool_loop(string model, bool stream)
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with
        {
            Rules = [new SimulatorRule { Times = 1, Reasoning = "Oslo, then.", RedactedReasoning = "AQID", ToolCalls = [new ScriptedToolCall { Name = "weather" }] }],
        };
        var question = Question("Weather?", stream) with
        {
            Tools = [new ToolDefinition("weather", null, """{"type":"object"}"""u8.ToArray())], Reasoning = new ReasoningWish(ReasoningEffort.Low), Temperature = 0.2,
        };
        var asked = Model with { UpstreamModel = model };

        var events = await AskAsync(question, asked);
        string.Concat(events.OfType<ReasoningDelta>().Select(delta => delta.Text)).Should().Be("Oslo, then.");
        var call = events.OfType<ToolCallStarted>().Single();
        var answered = await AskAsync(question with
        {
            Messages =
            [
                .. question.Messages,
                new ChatMessage(ChatRole.Assistant,
                    [new ReasoningPart("Oslo, then.", events.OfType<ReasoningSigned>().Single().Signature), new RedactedReasoningPart(events.OfType<RedactedReasoning>().Single().Data), new ToolCallPart(call.Id, call.Name, "{}")]),
                new ChatMessage(ChatRole.User, [new ToolResultPart(call.Id, [new TextPart("Rain in Oslo")])]),
            ],
        }, asked);
        string.Concat(answered.OfType<TextDelta>().Select(delta => delta.Text)).Should().Contain("Rain in Oslo");
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("us.anthropic.claude-3-7-sonnet-20250219-v1:0")]
    [InlineData("us.amazon.nova-lite-v1:0")]
    [InlineData("us.mistral.mistral-large-2407-v1:0")]
    public async Task A_schema_is_kept_to_by_every_road(string model)
    {
        var format = new AnswerFormat("""{"type":"object","properties":{"node":{"type":"integer"}},"required":["node"],"additionalProperties":false}"""u8.ToArray(), "fault");
        foreach (var tools in new IReadOnlyList<ToolDefinition>[] { [], [new ToolDefinition("aaa", null, """{"type":"object"}"""u8.ToArray())] })
        {
            _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with
            {
                Rules = tools.Count > 0 && model != Model.UpstreamModel ? [new SimulatorRule { ToolCalls = [new ScriptedToolCall { Name = "fault", Input = new() { ["node"] = 42 } }] }] : [],
            };
            var events = await AskAsync(Question("What is wrong with node 42?", stream: true) with { Format = format, Tools = tools }, Model with { UpstreamModel = model });
            string.Concat(events.OfType<TextDelta>().Select(delta => delta.Text)).Should().Be("""{"node":42}""");
            events.OfType<AnswerEnded>().Single().Reason.Should().Be(FinishReason.Stop);
        }
    }

    [Fact]
    public async Task Whatever_a_client_asks_for_the_simulated_models_take_it()
    {
        string[] models =
        [
            "us.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-opus-4-6-v1", "global.anthropic.claude-opus-4-8", "us.anthropic.claude-sonnet-5", "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
            "anthropic.claude-3-haiku-20240307-v1:0", "us.amazon.nova-lite-v1:0", "us.amazon.nova-2-lite-v1:0", "us.meta.llama3-3-70b-instruct-v1:0", "cohere.command-r-v1:0", "mistral.mistral-large-2407-v1:0", "us.deepseek.r1-v1:0",
            "openai.gpt-oss-120b-1:0", "us.openai.gpt-5.6-sol", "qwen.qwen3-32b-v1:0", "acme.brand-new-v1:0",
        ];
        ToolDefinition[] tools = [new("weather", null, """{"type":"object"}"""u8.ToArray()) { Strict = true, CachePoint = new CachePointPart("1h") }, new("time", null, """{"type":"object"}"""u8.ToArray())];
        foreach (var model in models)
            foreach (var choice in new ToolChoice?[] { null, new(ToolChoiceMode.Auto), new(ToolChoiceMode.Required), new(ToolChoiceMode.Named, "time") })
                foreach (var wish in new ReasoningWish?[] { null, new(ReasoningEffort.High), new(BudgetTokens: 2000) })
                {
                    var point = new CachePointPart();
                    var request = Question("Hi", stream: true) with
                    {
                        Messages = [new ChatMessage(ChatRole.User, [new TextPart("1"), point, new TextPart("2"), point, new TextPart("3"), point, new TextPart("4"), point])],
                        System = [new TextPart("s"), point], Tools = model.Contains("deepseek.r1", StringComparison.Ordinal) ? [] : tools, ToolChoice = choice, Reasoning = wish,
                        Temperature = 1.2, TopP = 0.5, TopK = 5, MaxTokens = 4000, StopSequences = ["x", ""], ParallelToolCalls = choice is null ? null : false,
                    };
                    var act = () => AskAsync(request, Model with { UpstreamModel = model });
                    await act.Should().NotThrowAsync($"{model}, {choice}, {wish}");
                }
    }

    [Fact]
    public async Task A_guardrail_of_the_catalog_reads_along_and_tells()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Answer = "Blocked.", Guardrail = new() { ["action"] = "INTERVENED" } }] };
        var events = await AskAsync(Question("Hi", stream: true), Model with { Guardrail = new GuardrailWish("gr1", "1", Trace: true) });
        events.OfType<AnswerEnded>().Single().Reason.Should().Be(FinishReason.ContentFilter);
        Encoding.UTF8.GetString(events.OfType<GuardrailTraced>().Single().TraceJson.Span).Should().Be("""{"action":"INTERVENED"}""");
    }

    [Fact]
    public async Task A_newer_model_without_its_profile_says_what_to_change()
    {
        var act = () => AskAsync(Question("Hi", stream: true), Model with { UpstreamModel = "anthropic.claude-haiku-4-5-20251001-v1:0" });
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Message.Should().Contain("BedrockModel.CrossRegion(\"us.anthropic.claude-haiku-4-5-20251001-v1:0\")");
    }

    [Fact]
    public async Task An_exception_in_mid_stream_comes_after_what_was_said()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with
        {
            Rules = [new SimulatorRule { Answer = "one two three four", Break = new ScriptedBreak { AfterTokens = 2, Exception = "throttlingException" } }],
        };
        var heard = new StringBuilder();
        var ask = async () =>
        {
            await foreach (var heardEvent in Upstream().InvokeAsync(new UpstreamCall(Model, Question("Hi", stream: true)), CancellationToken.None))
                if (heardEvent is TextDelta delta) heard.Append(delta.Text);
        };
        (await ask.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(ErrorKind.Throttled);
        heard.ToString().Should().Be("one two");
    }

    [Fact]
    public async Task Leaving_closes_the_call()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Break = new ScriptedBreak { AfterTokens = 1, StallMs = -1 } }] };
        await foreach (var heard in Upstream().InvokeAsync(new UpstreamCall(Model, Question("Hi", stream: true)), CancellationToken.None))
            if (heard is TextDelta) break;
        var call = _aws.Door.Bedrock.Calls.Last();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(10));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
    }

    [Theory]
    [InlineData("/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse")]
    [InlineData("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.meta.llama/converse")]
    public async Task Our_signature_is_one_that_AWS_would_take(string path)
    {
        const string body = """{"messages":[{"role":"user","content":[{"text":"Grüße"}]}]}""";
        var role = LocalAws.Role("""{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"*"}""");
        await using var aws = await LocalAws.StartAsync(options => options with { Principals = [role] });
        var uri = new Uri(aws.Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(body) };
        new SigV4Signer("us-east-1", "bedrock", TimeProvider.System)
            .Sign(request, Encoding.UTF8.GetBytes(body), new ImmutableCredentials(role.AccessKeyId, role.SecretAccessKey, role.SessionToken));
        using var response = await Http.SendAsync(request, CancellationToken.None);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private static readonly CatalogModel Model = new() { Alias = "haiku", Upstream = "bedrock", UpstreamModel = "us.anthropic.claude-haiku-4-5-20251001-v1:0" };

    private BedrockUpstream Upstream() => new(new BedrockHttpRuntime(
        new AwsHttp(Http, new AwsEndpoint(new Uri(_aws.Url), "us-east-1", "bedrock"), new AwsCredentialChain(), "api-key", TimeProvider.System)));

    private async Task<List<ChatEvent>> AskAsync(ChatRequest request, CatalogModel? model = null)
    {
        var events = new List<ChatEvent>();
        await foreach (var heard in Upstream().InvokeAsync(new UpstreamCall(model ?? Model, request), CancellationToken.None)) events.Add(heard);
        return events;
    }

    private static ChatRequest Question(string text, bool stream) =>
        new() { Messages = [new ChatMessage(ChatRole.User, [new TextPart(text)])], Stream = stream };
}
