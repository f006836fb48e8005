using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Pipeline;

public sealed class GatewayPipelineTests
{
    private const string Hello = """{"model":"small","messages":[{"role":"user","content":"Hello"}]}""";
    private const string HelloStreamed = """{"model":"small","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task Answers_whole_with_usage_and_cost()
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(new TextDelta("Hi "), new TextDelta("there"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(2_000_000, 100_000))) };

        await scene.RunAsync(Hello);

        scene.Status.Should().Be(200);
        scene.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Hi there");
        scene.Headers.Should().Contain("x-request-id", "r-1").And.Contain("x-llm-gateway-model", "vendor.small-v1:0")
            .And.Contain("x-llm-gateway-cache", "off").And.Contain("x-llm-gateway-cost-usd", "3").And.Contain("content-type", "application/json");
        scene.Settled.Should().BeEquivalentTo(new { Status = 200, Model = "small", Route = "/v1/chat/completions", Subject = "anonymous", CostUsd = 3m, AnswerLength = 8, Streamed = false });
    }

    [Fact]
    public async Task Sends_each_event_as_it_comes()
    {
        var gate = new TaskCompletionSource();
        var scene = new Scene { Upstream = (_, _) => TwoParts(gate.Task) };

        var run = scene.RunAsync(HelloStreamed);
        await scene.FirstWrite;
        var early = scene.Events;
        gate.SetResult();
        await run;

        early.Should().HaveCount(2, "role and the first text are out before the second exists");
        scene.Headers["content-type"].Should().StartWith("text/event-stream");
        scene.Events[^1].Should().Be("[DONE]");
        string.Concat(scene.Events.SkipLast(1).Select(one => JsonNode.Parse(one)!["choices"]![0]!["delta"]!["content"]?.GetValue<string>())).Should().Be("onetwo");

        static async IAsyncEnumerable<ChatEvent> TwoParts(Task gate)
        {
            yield return new TextDelta("one");
            await gate;
            yield return new TextDelta("two");
            yield return new AnswerEnded(FinishReason.Stop);
        }
    }

    [Fact]
    public async Task An_error_before_the_first_event_is_a_real_status()
    {
        var scene = new Scene { Upstream = (_, _) => Fail(new GatewayError(ErrorKind.Throttled, "Busy.", TimeSpan.FromSeconds(2.5))) };

        await scene.RunAsync(HelloStreamed);

        scene.Status.Should().Be(429);
        scene.Headers["retry-after"].Should().Be("3");
        scene.Json["error"]!["type"]!.GetValue<string>().Should().Be("rate_limit_error");
        scene.Settled!.Error.Should().Be(ErrorKind.Throttled);
    }

    [Fact]
    public async Task An_error_in_mid_stream_is_an_event_and_the_end()
    {
        var scene = new Scene { Upstream = (_, _) => Fail(new GatewayError(ErrorKind.UpstreamFailed, "It broke."), new TextDelta("some")) };

        await scene.RunAsync(HelloStreamed);

        scene.Status.Should().Be(200);
        JsonNode.Parse(scene.Events[^2])!["error"]!["message"]!.GetValue<string>().Should().Be("It broke.");
        scene.Events[^1].Should().Be("[DONE]");
        scene.Settled!.Error.Should().Be(ErrorKind.UpstreamFailed);
        scene.Settled.UsageEstimated.Should().BeTrue("the upstream never said");
    }

    [Fact]
    public async Task The_native_error_frame_goes_on_counting()
    {
        var scene = new Scene { Upstream = (_, _) => Fail(new GatewayError(ErrorKind.Throttled, "Busy.", TimeSpan.FromMilliseconds(800)), new TextDelta("a"), new TextDelta("b")) };

        await scene.RunAsync("""{"prompt":"Hi","stream":"true","chat_id":"c-9"}""", "/v1/prompt");

        scene.Events.Select(one => JsonNode.Parse(one)!["seq"]!.GetValue<int>()).Should().Equal(0, 1, 2);
        JsonNode.Parse(scene.Events[2])!.ToJsonString().Should().Be(
            """{"completion":"","chat_id":"c-9","cached":"false","has_more_messages":"false","request_id":"r-1","seq":2,"error":{"code":"throttled","message":"Busy.","retry_after_ms":800}}""");
    }

    [Fact]
    public async Task An_unexpected_exception_is_logged_whole_and_never_sent()
    {
        var scene = new Scene { Upstream = (_, _) => throw new InvalidCastException("secret detail") };

        await scene.RunAsync(Hello);

        scene.Status.Should().Be(500);
        scene.Body.Should().NotContain("secret").And.Contain("r-1");
        scene.Failures.Should().ContainSingle().Which.Should().BeOfType<InvalidCastException>();
    }

    [Fact]
    public async Task An_answer_that_never_says_it_is_done_failed()
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(new TextDelta("half")) };

        await scene.RunAsync(HelloStreamed);

        JsonNode.Parse(scene.Events[^2])!["error"]!["code"]!.GetValue<string>().Should().Be("upstream_failed");
    }

    [Fact]
    public async Task Two_seconds_before_the_deadline_the_answer_ends_with_an_error_event()
    {
        var scene = new Scene { Upstream = Stall };

        var run = scene.RunAsync(HelloStreamed, deadline: scene.Time.GetUtcNow() + TimeSpan.FromSeconds(10));
        await scene.FirstWrite;
        scene.Time.Advance(TimeSpan.FromSeconds(7.9));
        run.IsCompleted.Should().BeFalse();
        scene.Time.Advance(TimeSpan.FromSeconds(0.2));
        await run;

        JsonNode.Parse(scene.Events[^2])!["error"]!["code"]!.GetValue<string>().Should().Be("timeout");
        scene.UpstreamClosed.Should().BeTrue();
        scene.Settled!.Error.Should().Be(ErrorKind.Timeout);
    }

    [Fact]
    public async Task A_silent_stream_says_something_every_15_seconds()
    {
        var scene = new Scene { Upstream = Stall };
        using var gone = new CancellationTokenSource();

        var run = scene.RunAsync(HelloStreamed, clientGone: gone.Token);
        await scene.FirstWrite;
        scene.Time.Advance(TimeSpan.FromSeconds(14));
        scene.Body.Should().NotContain("keep-alive");
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        scene.Time.Advance(TimeSpan.FromSeconds(15));
        await gone.CancelAsync();
        await run;

        scene.Body.Split(": keep-alive\n\n").Should().HaveCount(3);
    }

    [Fact]
    public async Task A_client_that_goes_away_closes_the_upstream_and_is_accounted_for()
    {
        var scene = new Scene { Upstream = Stall };
        using var gone = new CancellationTokenSource();

        var run = scene.RunAsync(HelloStreamed, clientGone: gone.Token);
        await scene.FirstWrite;
        await gone.CancelAsync();
        await run;

        scene.UpstreamClosed.Should().BeTrue();
        scene.Settled!.Cancelled.Should().BeTrue();
        scene.Settled.Finish.Should().Be(FinishReason.Cancelled);
        scene.Settled.Usage!.OutputTokens.Should().BePositive("what was generated until then is in its usage");
    }

    [Fact]
    public async Task A_line_that_breaks_while_writing_closes_the_upstream()
    {
        var scene = new Scene { Upstream = Stall, BreaksAtWrite = 1 };

        await scene.RunAsync(HelloStreamed);

        scene.UpstreamClosed.Should().BeTrue();
        scene.Settled!.Cancelled.Should().BeTrue();
        scene.Settled.Error.Should().BeNull("a client that hangs up is no failure of the gateway");
        scene.Failures.Should().ContainSingle().Which.Should().BeOfType<IOException>();
    }

    [Fact]
    public async Task A_line_that_breaks_at_the_very_end_is_settled_too()
    {
        var scene = new Scene { BreaksAtWrite = 2 };

        await scene.RunAsync(Hello);

        scene.Ended.Should().BeFalse();
        scene.Settled.Should().BeEquivalentTo(new { Status = 200, Cancelled = true });
    }

    [Fact]
    public async Task Who_leaves_before_the_first_word_has_had_the_prompt_read()
    {
        var scene = new Scene { Upstream = Silence };
        using var gone = new CancellationTokenSource();

        var run = scene.RunAsync(HelloStreamed, clientGone: gone.Token);
        await gone.CancelAsync();
        await run;

        scene.Status.Should().Be(0);
        scene.Settled.Should().BeEquivalentTo(new { Status = 499, Cancelled = true, Usage = new TokenUsage(2, 0), UsageEstimated = true, TimeToFirstToken = (TimeSpan?)null });
    }

    [Fact]
    public async Task An_upstream_that_refuses_costs_nothing_and_its_reason_is_logged()
    {
        var reason = new HttpRequestException("10.0.0.7 refused");
        var scene = new Scene { Upstream = (_, _) => throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The line broke."), reason) };

        await scene.RunAsync(Hello);

        scene.Status.Should().Be(502);
        scene.Body.Should().NotContain("10.0.0.7");
        scene.Failures.Should().Equal(reason);
        scene.Settled!.Usage.Should().BeNull();
        scene.Settled.TimeToFirstToken.Should().BeNull();
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"small","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", ": keep-alive\n\n")]
    [InlineData("/v1/messages", """{"model":"small","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "event: ping\n")]
    [InlineData("/v1/responses", """{"model":"small","stream":true,"store":false,"input":"Hi"}""", ": keep-alive\n\n")]
    [InlineData("/v1/prompt", """{"model":"small","stream":true,"prompt":"Hi"}""", ": keep-alive\n\n")]
    public async Task A_stream_whose_answer_is_late_begins_after_15_seconds(string route, string body, string silence)
    {
        foreach (var fails in new[] { false, true })
        {
            var late = new TaskCompletionSource();
            var scene = new Scene { Upstream = (_, _) => Late(late.Task, fails) };

            var run = scene.RunAsync(body, route);
            await scene.Asked;
            scene.Time.Advance(TimeSpan.FromSeconds(14));
            scene.Status.Should().Be(0, "an error may still have a status");
            // The clock's timer is set behind the call.
            while (scene.Status == 0)
            {
                scene.Time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
            await scene.FirstWrite;
            scene.Body.Should().StartWith(silence);
            late.SetResult();
            await run;

            scene.Status.Should().Be(200);
            scene.Body.Should().Contain(fails ? "taking a break" : "word");
            scene.Settled!.Error.Should().Be(fails ? ErrorKind.Overloaded : null);
            (scene.Settled.TimeToFirstToken is null).Should().Be(fails, "a comment is no answer");
        }
    }

    private static async IAsyncEnumerable<ChatEvent> Late(Task until, bool fails)
    {
        await until;
        if (fails) throw new GatewayException(new GatewayError(ErrorKind.Overloaded, "The model is taking a break."));
        yield return new TextDelta("word");
        yield return new AnswerEnded(FinishReason.Stop);
    }

    [Fact]
    public async Task A_stream_is_kept_alive_from_its_headers_on()
    {
        var scene = new Scene { Upstream = Mute };
        using var gone = new CancellationTokenSource();

        var run = scene.RunAsync("""{"prompt":"Hi","stream":true}""", "/v1/prompt", clientGone: gone.Token);
        scene.Body.Should().BeEmpty("what came means nothing to a native client");
        scene.Status.Should().Be(200);
        scene.Time.Advance(TimeSpan.FromSeconds(15));
        scene.Body.Should().Be(": keep-alive\n\n");
        await gone.CancelAsync();
        await run;
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", "POST", "method_not_supported")]
    [InlineData("DELETE", "/v1/prompt", "POST", "method_not_allowed")]
    [InlineData("POST", "/v1/models", "GET", "method_not_supported")]
    [InlineData("POST", "/v1/models/small", "GET", "method_not_supported")]
    public async Task Names_the_method_to_use(string method, string path, string allowed, string code)
    {
        var scene = new Scene();

        await scene.RunAsync(Hello, path, method);

        scene.Status.Should().Be(405);
        scene.Headers["allow"].Should().Be(allowed);
        scene.Json["error"]!["message"]!.GetValue<string>().Should().Be($"There is no {method} {path}; use {allowed}.");
        scene.Json["error"]!["code"]!.GetValue<string>().Should().Be(code);
    }

    [Fact]
    public async Task Names_a_route_that_is_not_there()
    {
        var scene = new Scene();

        await scene.RunAsync(Hello, "/v1/nothing");

        scene.Status.Should().Be(404);
        scene.Json["error"]!["message"]!.GetValue<string>().Should().Be("There is no POST /v1/nothing.");
    }

    [Theory]
    [InlineData("""{"n":2,"messages":[{"role":"user","content":"Hi"}]}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://127.0.0.1/b.png"}}]}]}""", "messages[0].content[0].image_url.url")]
    public async Task What_can_not_be_translated_is_refused_by_name_and_passes_where_nothing_is_translated(string body, string field)
    {
        var translated = new Scene();
        var passed = new Scene { Spoken = WireProtocol.OpenAiChat, Upstream = (_, _) => Scene.Say(new WirePayload("{}"u8.ToArray(), [new AnswerEnded(FinishReason.Stop)])) };

        await translated.RunAsync(body);
        await passed.RunAsync(body);

        translated.Status.Should().Be(400);
        translated.Json["error"]!["param"]!.GetValue<string>().Should().Be(field);
        translated.Calls.Should().BeEmpty();
        passed.Status.Should().Be(200);
        passed.Calls.Single().PassThroughBody!.Value.ToArray().Should().Equal(Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public async Task An_upstream_of_another_protocol_gets_no_body_to_pass_through()
    {
        var scene = new Scene { Spoken = WireProtocol.OpenAiChat };

        await scene.RunAsync("""{"prompt":"Hello"}""", "/v1/prompt");

        scene.Calls.Single().PassThroughBody.Should().BeNull();
    }

    [Fact]
    public async Task Malformed_json_is_named_by_line_and_position()
    {
        var scene = new Scene();

        await scene.RunAsync("{\n  \"model\": oops\n}");

        scene.Status.Should().Be(400);
        scene.Json["error"]!["message"]!.GetValue<string>().Should().Be("The request body is not valid JSON: line 2, position 12.");
        scene.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_body_over_6_MB_is_too_large()
    {
        var scene = new Scene();

        await scene.RunAsync(Hello + new string(' ', 6 * 1024 * 1024));

        scene.Status.Should().Be(413);
    }

    [Fact]
    public async Task An_unknown_model_is_404_with_the_models_that_this_caller_may_use()
    {
        var scene = new Scene();
        scene.Document = scene.Document with { Access = [new AccessDocument { Subject = "key:*", Models = ["large"] }] };

        await scene.RunAsync("""{"model":"huge","messages":[{"role":"user","content":"Hello"}]}""", caller: new CallerIdentity("key:abc"));

        scene.Status.Should().Be(404);
        scene.Json["error"]!["message"]!.GetValue<string>().Should().Be("The model 'huge' does not exist. Available: large.");
        scene.Json["error"]!["code"]!.GetValue<string>().Should().Be("model_not_found");
    }

    [Fact]
    public async Task A_model_that_the_caller_may_not_use_is_403()
    {
        var scene = new Scene();
        scene.Document = scene.Document with { Access = [new AccessDocument { Subject = "key:*", Models = ["large"] }] };

        await scene.RunAsync(Hello, caller: new CallerIdentity("key:abc"));

        scene.Status.Should().Be(403);
        scene.Json["error"]!["code"]!.GetValue<string>().Should().Be("model_not_allowed");
        scene.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_without_a_model_goes_to_the_first_that_the_caller_may_use()
    {
        var scene = new Scene();

        await scene.RunAsync("""{"messages":[{"role":"user","content":"Hello"}]}""", caller: new CallerIdentity("any", Models: ["large"]));

        scene.Calls.Single().Model.Alias.Should().Be("large");
    }

    [Fact]
    public async Task Lists_only_what_the_caller_may_use()
    {
        var scene = new Scene();

        await scene.RunAsync("", "/v1/models", "GET", new CallerIdentity("any", Models: ["large"]));

        scene.Json["data"]!.AsArray().Select(model => model!["id"]!.GetValue<string>()).Should().Equal("large");
    }

    [Theory]
    [InlineData("small")]
    [InlineData("vendor.small-v1:0")]
    public async Task Finds_a_model_by_alias_and_by_id(string name)
    {
        var scene = new Scene();

        await scene.RunAsync("", "/v1/models/" + name, "GET");

        scene.Json["id"]!.GetValue<string>().Should().Be("small");
    }

    [Fact]
    public async Task Passes_through_untouched_where_the_upstream_speaks_the_protocol()
    {
        var piece = """{"choices":[{"delta":{"content":"Hi","from_tomorrow":1}}]}"""u8.ToArray();
        var scene = new Scene
        {
            Spoken = WireProtocol.OpenAiChat,
            Upstream = (_, _) => Scene.Say(new WirePayload(piece, [new TextDelta("Hi")]), new WirePayload(ReadOnlyMemory<byte>.Empty, [new UsageReported(new TokenUsage(1, 2))]),
                new WirePayload("{}"u8.ToArray(), [new AnswerEnded(FinishReason.Stop)])),
        };

        await scene.RunAsync(HelloStreamed);

        scene.Events.Should().Equal(Encoding.UTF8.GetString(piece), "{}", "[DONE]");
        scene.Calls.Single().PassThroughBody!.Value.ToArray().Should().Equal(Encoding.UTF8.GetBytes(HelloStreamed));
        scene.Settled!.Usage.Should().Be(new TokenUsage(1, 2));
        scene.Settled.AnswerLength.Should().Be(2);
    }

    [Fact]
    public async Task Names_what_a_translated_upstream_can_not_take()
    {
        var scene = new Scene();

        await scene.RunAsync("""{"messages":[{"role":"user","content":"Hello"}],"seed":4,"weird field":1}""");

        scene.Headers["x-llm-gateway-dropped"].Should().Be("seed,weird%20field");
    }

    [Fact]
    public async Task A_name_that_is_longer_than_a_header_takes_is_not_told()
    {
        var scene = new Scene();

        await scene.RunAsync($$"""{"messages":[{"role":"user","content":"Hello"}],"{{new string('x', 2000)}}":1,"seed":4}""");

        scene.Headers["x-llm-gateway-dropped"].Should().Be("...");
    }

    [Fact]
    public async Task Names_no_more_than_a_header_takes()
    {
        var scene = new Scene();

        await scene.RunAsync("""{"messages":[{"role":"user","content":"Hello"}]""" + string.Concat(Enumerable.Range(1000, 500).Select(number => $",\"field-{number}\":1")) + "}");

        scene.Headers["x-llm-gateway-dropped"].Should().StartWith("field-1000,field-1001,").And.EndWith(",...").And.Subject.Length.Should().BeLessThan(1010);
    }

    [Fact]
    public async Task Answers_a_known_origin_and_no_other()
    {
        var scene = new Scene();
        scene.Document = scene.Document with { Cors = new CorsDocument { Origins = ["https://a.example"], AllowCredentials = true } };
        var stranger = new Scene { Document = scene.Document };

        await scene.RunAsync(Hello, headers: new(StringComparer.OrdinalIgnoreCase) { ["Origin"] = "https://a.example" });
        await stranger.RunAsync(Hello, headers: new(StringComparer.OrdinalIgnoreCase) { ["Origin"] = "https://b.example" });

        scene.Headers.Should().Contain("access-control-allow-origin", "https://a.example").And.Contain("vary", "origin").And.Contain("access-control-allow-credentials", "true");
        stranger.Headers.Should().Contain("vary", "origin");
        stranger.Headers.Keys.Should().NotContain(name => name.StartsWith("access-control"));
    }

    private static async IAsyncEnumerable<ChatEvent> Fail(GatewayError error, params ChatEvent[] before)
    {
        foreach (var one in before) yield return one;
        await Task.CompletedTask;
        throw new GatewayException(error);
    }

    private static async IAsyncEnumerable<ChatEvent> Silence(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield break;
    }

    private static async IAsyncEnumerable<ChatEvent> Mute(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new UsageReported(new TokenUsage(1, 0));
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static async IAsyncEnumerable<ChatEvent> Stall(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new TextDelta("word");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
