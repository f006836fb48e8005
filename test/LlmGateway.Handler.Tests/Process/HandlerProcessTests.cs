using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Handler.Tests.Process;

/// <summary>The executable itself, driven through the Runtime API. Each form of it must pass all of this.</summary>
public abstract class HandlerProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected abstract Task<HandlerProgram> ProgramAsync();

    [SkippableFact]
    public async Task A_stream_is_framed_as_API_Gateway_wants_it_and_comes_in_pieces()
    {
        await using var gateway = await StartAsync();
        var response = await gateway.Chat("quick").Response.WaitAsync(Patience);
        response.RequestHeaders["Lambda-Runtime-Function-Response-Mode"].Should().Be("streaming");
        response.RequestHeaders["Content-Type"].Should().Be("application/vnd.awslambda.http-integration-response");
        response.RequestHeaders["Transfer-Encoding"].Should().Be("chunked");
        response.RequestHeaders["Trailer"].Should().Be("Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body");
        response.Error.Should().BeNull();
        response.Status.Should().Be(200);
        response.Header("content-type").Should().StartWith("text/event-stream");
        response.Body.Should().StartWith("data: {").And.Contain("Hello").And.EndWith("data: [DONE]\n\n");
    }

    [SkippableFact]
    public async Task The_first_words_arrive_while_the_model_still_works()
    {
        await using var gateway = await StartAsync();
        var invocation = gateway.Chat("stall");
        await ReadUntilAsync(invocation, "Hello");
        invocation.Response.IsCompleted.Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_whole_answer_comes_with_its_request_id()
    {
        await using var gateway = await StartAsync();
        var response = await gateway.Chat("quick", stream: false).Response.WaitAsync(Patience);
        response.Status.Should().Be(200);
        response.Header("content-type").Should().Be("application/json");
        response.Header("x-request-id").Should().NotBeNullOrEmpty();
        ((string?)JsonNode.Parse(response.Body)!["choices"]![0]!["message"]!["content"]).Should().Be("Hello there");
    }

    [SkippableFact]
    public async Task A_model_server_that_breaks_midway_ends_in_an_error_event()
    {
        await using var gateway = await StartAsync();
        var invocation = gateway.Chat("break");
        await ReadUntilAsync(invocation, "Hello");
        gateway.Models.Go.Release();
        var response = await invocation.Response.WaitAsync(Patience);
        response.Status.Should().Be(200);
        response.Body.Should().Contain("Hello").And.Contain("\"error\"");
        response.IsBrokenOff.Should().BeFalse();
    }

    [SkippableFact]
    public async Task An_answer_that_would_outlive_the_deadline_ends_in_an_error_event_before_it()
    {
        await using var gateway = await StartAsync();
        // A first answer takes longer where the processor is emulated, and this is not about starting.
        await gateway.Chat("quick").Response.WaitAsync(Patience);
        // Two seconds are kept back to say so, and two are left to answer.
        var response = await gateway.Chat("stall", deadline: TimeProvider.System.GetUtcNow().AddSeconds(4)).Response.WaitAsync(Patience);
        response.Body.Should().Contain("Hello").And.Contain("\"error\"");
        await gateway.Models.ClosedAsync("stall");
        (await gateway.Chat("quick").Response.WaitAsync(Patience)).Status.Should().Be(200);
    }

    [SkippableFact]
    public async Task Before_the_first_word_the_deadline_is_a_gateway_timeout()
    {
        await using var gateway = await StartAsync();
        var response = await gateway.Chat("silent", deadline: TimeProvider.System.GetUtcNow().AddSeconds(2)).Response.WaitAsync(Patience);
        response.Status.Should().Be(504);
    }

    [SkippableFact]
    public async Task A_caller_who_hangs_up_stops_the_model()
    {
        await using var gateway = await StartAsync();
        var invocation = gateway.Chat("stall");
        await ReadUntilAsync(invocation, "Hello");
        invocation.HangUp();
        await gateway.Models.ClosedAsync("stall");
        var report = await gateway.Process.LineAsync(line => (string?)line["message"] == "the caller went away");
        ((int)report["Requests"]!).Should().Be(1);
        (await gateway.Chat("quick").Response.WaitAsync(Patience)).Status.Should().Be(200);
    }

    [SkippableFact]
    public async Task A_caller_who_hangs_up_before_the_first_word_stops_the_model_too()
    {
        await using var gateway = await StartAsync();
        var invocation = gateway.Chat("silent");
        await invocation.Taken.WaitAsync(Patience);
        await gateway.Models.ArrivedAsync("silent");
        invocation.HangUp();
        await gateway.Models.ClosedAsync("silent");
        (await gateway.Chat("quick").Response.WaitAsync(Patience)).Status.Should().Be(200);
    }

    [SkippableFact]
    public async Task Several_invocations_run_at_once_where_the_environment_says_so()
    {
        await using var gateway = await StartAsync(("AWS_LAMBDA_MAX_CONCURRENCY", "4"));
        var running = Enumerable.Range(0, 4).Select(_ => gateway.Chat("meet")).ToList();
        // None is answered before all four have arrived at the model.
        for (var arrived = 0; arrived < 4; arrived++) await gateway.Models.ArrivedAsync("meet");
        gateway.Models.Go.Release(4);
        var responses = await Task.WhenAll(running.Select(invocation => invocation.Response)).WaitAsync(Patience);
        responses.Should().OnlyContain(response => response.Status == 200);
    }

    [SkippableFact]
    public async Task An_unknown_role_is_reported_with_the_roles_there_are()
    {
        await using var gateway = await StartAsync(("_HANDLER", "rset"));
        var error = await gateway.RuntimeApi.InitError.WaitAsync(Patience);
        error.HeaderType.Should().Be("Runtime.UnknownRole");
        error.Type.Should().Be("Runtime.UnknownRole");
        error.Message.Should().Contain("'rset'").And.Contain("Roles: rest, seed, websocket, websocket-worker, websocket-failure, authorizer, pre-token, github-oidc, github-keys, site.");
        (await gateway.Process.ExitAsync()).Should().Be(1);
        gateway.RuntimeApi.Polls.Should().Be(0);
    }

    [SkippableFact]
    public async Task The_role_variable_wins_over_the_handler_string()
    {
        await using var gateway = await StartAsync(("_HANDLER", "LlmGateway.Handler"), ("LLM_GATEWAY_ROLE", "rest"));
        (await gateway.Chat("quick").Response.WaitAsync(Patience)).Status.Should().Be(200);
    }

    [SkippableFact]
    public async Task A_malformed_document_is_an_init_error_that_names_it()
    {
        await using var gateway = await StartAsync(("LLM_GATEWAY_CONFIG", "{\"name\":\"x\",\"modells\":[]}"));
        var error = await gateway.RuntimeApi.InitError.WaitAsync(Patience);
        error.Message.Should().Contain("LLM_GATEWAY_CONFIG");
        (await gateway.Process.ExitAsync()).Should().Be(1);
    }

    [SkippableFact]
    public async Task A_signal_ends_an_idle_process_in_peace()
    {
        await using var gateway = await StartAsync();
        await gateway.RuntimeApi.FirstPoll.WaitAsync(Patience);
        gateway.Process.Terminate();
        (await gateway.Process.ExitAsync()).Should().Be(0);
    }

    [SkippableFact]
    public async Task A_signal_in_mid_answer_ends_it_with_error_trailers()
    {
        await using var gateway = await StartAsync();
        var invocation = gateway.Chat("stall");
        await ReadUntilAsync(invocation, "Hello");
        gateway.Process.Terminate();
        var response = await invocation.Response.WaitAsync(Patience);
        response.IsBrokenOff.Should().BeFalse();
        response.Error!.HeaderType.Should().Be("Handler.Stopped");
        response.Error.Type.Should().Be("Handler.Stopped");
        (await gateway.Process.ExitAsync()).Should().Be(0);
    }

    [SkippableFact]
    public async Task An_event_of_another_kind_is_an_error_and_the_next_one_is_served()
    {
        await using var gateway = await StartAsync();
        var response = await gateway.RuntimeApi.Invoke(new JsonObject { ["hello"] = "you" }).Response.WaitAsync(Patience);
        response.Error!.Type.Should().Be("Handler.UnexpectedError");
        var line = await gateway.Process.LineAsync(json => (string?)json["level"] == "ERROR");
        ((string?)line["error"]).Should().Contain("no httpMethod");
        (await gateway.Chat("quick").Response.WaitAsync(Patience)).Status.Should().Be(200);
    }

    [SkippableFact]
    public async Task Without_a_Runtime_API_it_says_where_it_runs()
    {
        await using var process = HandlerProcess.Start(await ProgramAsync(), "", []);
        (await process.ExitAsync()).Should().Be(2);
        (await process.ErrorsAsync()).Should().Be("AWS_LAMBDA_RUNTIME_API is not set: this program runs inside AWS Lambda, or under `llm-gateway local`.\n");
    }

    [SkippableFact]
    public async Task A_request_is_one_line_of_log_and_metrics_without_the_prompt()
    {
        await using var gateway = await StartAsync(("LLM_GATEWAY_METRICS_NAMESPACE", "Ours"));
        await gateway.Chat("quick", prompt: "my deepest secret", traceId: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700").Response.WaitAsync(Patience);
        var line = await gateway.Process.LineAsync(json => json["Requests"] is not null);
        ((string?)line["level"]).Should().Be("INFO");
        ((string?)line["message"]).Should().Be("answered");
        ((string?)line["traceId"]).Should().Be("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
        ((string?)line["requestId"]).Should().NotBeNullOrEmpty();
        ((string?)line["route"]).Should().Be("/v1/chat/completions");
        ((int)line["status"]!).Should().Be(200);
        ((string?)line["requestHash"]).Should().HaveLength(16);
        ((string?)line["Gateway"]).Should().Be("test-gateway");
        ((string?)line["Model"]).Should().Be("quick");
        ((int)line["InputTokens"]!).Should().Be(9);
        ((int)line["OutputTokens"]!).Should().Be(2);
        ((decimal)line["CostUsd"]!).Should().Be(0.000013m);
        ((decimal)line["TimeToFirstToken"]!).Should().BePositive().And.BeLessThanOrEqualTo((decimal)line["Duration"]!);
        var directive = line["_aws"]!["CloudWatchMetrics"]![0]!;
        ((string?)directive["Namespace"]).Should().Be("Ours");
        directive["Dimensions"]!.ToJsonString().Should().Be("""[["Gateway"],["Gateway","Model"]]""");
        directive["Metrics"]!.AsArray().Select(metric => (string?)metric!["Name"]).Should().Contain(["Requests", "Errors", "Duration", "TimeToFirstToken", "CostUsd"]);
        string.Join('\n', gateway.Process.Lines).Should().NotContain("deepest secret").And.NotContain("Hello there");
    }

    [SkippableFact]
    public async Task Contents_are_logged_where_the_operator_asks_for_it_by_name()
    {
        await using var gateway = await StartAsync(("LLM_GATEWAY_LOG_CONTENT", "true"));
        await gateway.Chat("quick", prompt: "my deepest secret").Response.WaitAsync(Patience);
        var line = await gateway.Process.LineAsync(json => (string?)json["message"] == "content");
        ((string?)line["request"]).Should().Contain("my deepest secret");
        ((string?)line["response"]).Should().Contain("Hello");
    }

    private static async Task ReadUntilAsync(DriverInvocation invocation, string words)
    {
        var text = new StringBuilder();
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var piece in invocation.Pieces.WithCancellation(patience.Token))
        {
            text.Append(Encoding.UTF8.GetString(piece.Span));
            if (text.ToString().Contains(words, StringComparison.Ordinal)) return;
        }
        throw new InvalidOperationException($"The answer ended without '{words}': {text}");
    }

    private protected async Task<Gateway> StartAsync(params (string Name, string Value)[] environment) =>
        await Gateway.StartAsync(await ProgramAsync(), environment);
}
