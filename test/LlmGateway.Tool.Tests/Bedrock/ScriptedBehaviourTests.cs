using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Tests.Aws;

namespace LlmGateway.Tool.Tests.Bedrock;

/// <summary>Scripts in force, over HTTP, as a client with a Bedrock API key sees them.</summary>
public sealed class ScriptedBehaviourTests : IAsyncLifetime
{
    // Shared, so that tests don't each keep sockets.
    private static readonly HttpClient Http = new(new SocketsHttpHandler()) { DefaultRequestHeaders = { Authorization = new("Bearer", "api-key") } };

    private LocalAws _aws = null!;

    public async Task InitializeAsync() => _aws = await LocalAws.StartAsync(options => options with
    {
        BedrockApiKeys = new Dictionary<string, LocalPrincipal> { ["api-key"] = LocalAws.Developer },
    });

    public Task DisposeAsync() => _aws.DisposeAsync().AsTask();

    [Fact]
    public async Task Rules_match_by_model_prompt_system_and_operation_and_serve_their_times()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with
        {
            Rules =
            [
                new SimulatorRule { Times = 2, When = new SimulatorMatch { Prompt = "HELLO" }, Error = new ScriptedError { Type = "ThrottlingException", RetryAfter = 7 } },
                new SimulatorRule { When = new SimulatorMatch { Model = "*haiku*", Operation = "converse" }, Answer = "from haiku" },
                new SimulatorRule { When = new SimulatorMatch { System = "forecaster" }, Answer = "from the forecaster" },
                new SimulatorRule { Answer = "from anybody" },
            ],
        };

        for (var i = 0; i < 2; i++)
        {
            using var throttled = await ConverseAsync("anthropic.claude-haiku", "hello");
            throttled.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            throttled.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
            throttled.Headers.GetValues("x-amzn-errortype").Should().Equal("ThrottlingException");
        }
        (await AnswerAsync("anthropic.claude-haiku", "hello")).Should().Be("from haiku");
        (await AnswerAsync("anthropic.claude-opus", "hello", "You are a forecaster.")).Should().Be("from the forecaster");
        (await AnswerAsync("anthropic.claude-opus", "hello")).Should().Be("from anybody");
    }

    [Fact]
    public async Task A_header_scripts_one_call_and_counts_for_itself()
    {
        const string rule = """{"times": 1, "error": {"type": "ServiceUnavailableException"}}""";
        using var first = await ConverseAsync("a.b", "hi", script: rule);
        first.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        using var second = await ConverseAsync("a.b", "hi", script: rule);
        second.StatusCode.Should().Be(HttpStatusCode.OK);
        using var wrong = await ConverseAsync("a.b", "hi", script: "{\"x\":1}");
        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).Should().Contain("x-simulator-script");
    }

    [Fact]
    public async Task What_came_in_is_kept_byte_by_byte()
    {
        var before = _aws.Door.Bedrock.Calls.Count;
        using var response = await ConverseAsync("us.anthropic.claude-haiku-4-5-20251001-v1:0", "Grüße");
        var call = _aws.Door.Bedrock.Calls.Skip(before).Should().ContainSingle().Subject;
        call.Target.Should().Be("/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse");
        call.Model!.ModelId.Should().Be("us.anthropic.claude-haiku-4-5-20251001-v1:0");
        call.Headers["authorization"].Should().Be("Bearer api-key");
        Encoding.UTF8.GetString(call.Body.Span).Should().Be(Body("Grüße").ToJsonString());
        await call.Finished;
        call.Outcome.Should().Be(SimulatedOutcome.Completed);
        call.TokensSent.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_noticed()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Break = new ScriptedBreak { AfterTokens = 2, StallMs = -1 } }] };
        using (var response = await Http.SendAsync(Request("a.b", "hi", "converse-stream"), HttpCompletionOption.ResponseHeadersRead))
        {
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/vnd.amazon.eventstream");
            await using var stream = await response.Content.ReadAsStreamAsync();
            (await stream.ReadAsync(new byte[16])).Should().BePositive();
        }
        var call = _aws.Door.Bedrock.Calls.Last();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(10));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
        call.FinishedAt.Should().BeOnOrAfter(call.ReceivedAt);
    }

    [Fact]
    public async Task A_reset_before_the_first_token_leaves_no_answer()
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Break = new ScriptedBreak { Reset = true } }] };
        var call = () => ConverseAsync("a.b", "hi");
        await call.Should().ThrowAsync<HttpRequestException>();
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", 0.5, 0.9, "The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one.")]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", 0.5, null, null)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", 0.5, 0.9, null)]
    [InlineData("us.anthropic.claude-opus-4-7", 0.0, null, "The model returned the following errors: `temperature` is deprecated for this model.")]
    [InlineData("us.anthropic.claude-opus-4-7", null, 0.9, "The model returned the following errors: `top_p` is deprecated for this model.")]
    [InlineData("us.anthropic.claude-opus-4-7", null, null, null)]
    public async Task Models_refuse_sampling_parameters_as_they_do_on_AWS(string model, double? temperature, double? topP, string? refusal)
    {
        using var request = Request(model, "hi", "converse");
        var body = Body("hi");
        var inference = new JsonObject();
        if (temperature is not null) inference["temperature"] = temperature;
        if (topP is not null) inference["topP"] = topP;
        body["inferenceConfig"] = inference;
        request.Content = new StringContent(body.ToJsonString());
        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        answer!["message"]?.GetValue<string>().Should().Be(refusal);
        response.StatusCode.Should().Be(refusal is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_as_Bedrock_does()
    {
        using var request = Request("a.b", "hi", "converse");
        request.Headers.Authorization = new("Bearer", "wrong");
        using var response = await Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["message"]!.GetValue<string>().Should().Be("Authentication failed: Please make sure your API Key is valid.");
    }

    [Fact]
    public async Task An_API_key_needs_permission_to_be_one()
    {
        var owner = LocalAws.Role("""{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"*"}""");
        await using var aws = await LocalAws.StartAsync(options => options with { BedrockApiKeys = new Dictionary<string, LocalPrincipal> { ["limited"] = owner } });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{aws.Url}/model/a.b/converse")) { Content = new StringContent(Body("hi").ToJsonString()) };
        request.Headers.Authorization = new("Bearer", "limited");
        using var response = await Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("bedrock:CallWithBearerToken");
    }

    private async Task<string> AnswerAsync(string model, string prompt, string? system = null)
    {
        using var response = await ConverseAsync(model, prompt, system);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["output"]!["message"]!["content"]![0]!["text"]!.GetValue<string>();
    }

    private async Task<HttpResponseMessage> ConverseAsync(string model, string prompt, string? system = null, string? script = null)
    {
        using var request = Request(model, prompt, "converse", system);
        if (script is not null) request.Headers.Add("x-simulator-script", script);
        return await Http.SendAsync(request);
    }

    private HttpRequestMessage Request(string model, string prompt, string operation, string? system = null) =>
        new(HttpMethod.Post, new Uri($"{_aws.Url}/model/{Uri.EscapeDataString(model)}/{operation}"))
        {
            Content = new StringContent(Body(prompt, system).ToJsonString(), Encoding.UTF8, "application/json"),
        };

    private static JsonObject Body(string prompt, string? system = null)
    {
        var body = new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["text"] = prompt }) }),
        };
        if (system is not null) body["system"] = new JsonArray(new JsonObject { ["text"] = system });
        return body;
    }
}
