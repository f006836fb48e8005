using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>Answers over a WebSocket, on the TeamChat example as it would be deployed.</summary>
[Collection(TeamChat.Collection)]
public sealed class WebSocketTests(TeamChat stack)
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 400).Select(number => $"word{number}"));

    [Fact]
    public async Task A_client_of_the_original_sample_gets_its_answer()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Cats purr." });
        using var client = await stack.ConnectAsync();

        await client.SendAsync("""{"action":"sendmessage","prompt":"Why?","model":"claude-haiku"}""");
        var frames = await client.ReadAnswerAsync();

        string.Concat(frames.Select(frame => frame["completion"]!.GetValue<string>())).Should().Be("Cats purr.");
        frames.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, frames.Count));
        frames[..^1].Should().OnlyContain(frame => frame["has_more_messages"]!.GetValue<string>() == "true");
        var last = frames[^1];
        last["finish_reason"]!.GetValue<string>().Should().Be("stop");
        last["usage"]!["output_tokens"]!.GetValue<int>().Should().BePositive();
        last["usage"]!["cost_usd"]!.GetValue<decimal>().Should().BePositive();
        last["chat_id"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_known_question_is_one_frame_from_the_cache()
    {
        using var client = await stack.ConnectAsync();
        var question = $$"""{"action":"sendmessage","prompt":"Once {{Guid.NewGuid()}}","model":"nova-lite"}""";
        await client.SendAsync(question);
        var first = await client.ReadAnswerAsync();

        await client.SendAsync(question);
        var second = await client.ReadAnswerAsync();

        second.Should().ContainSingle();
        second[0]["cached"]!.GetValue<string>().Should().Be("true");
        second[0]["completion"]!.GetValue<string>().Should().Be(string.Concat(first.Select(frame => frame["completion"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Several_answers_at_once_are_told_apart_by_their_request()
    {
        using var script = stack.Script(
            new SimulatorRule { When = new SimulatorMatch { Prompt = "red" }, Answer = "red red red", Pace = new SimulatorPace { TokensPerSecond = 50 } },
            new SimulatorRule { When = new SimulatorMatch { Prompt = "blue" }, Answer = "blue blue blue", Pace = new SimulatorPace { TokensPerSecond = 50 } });
        using var client = await stack.ConnectAsync();
        var (red, blue) = (NewId(), NewId());

        await client.SendAsync(Message("red", red));
        await client.SendAsync(Message("blue", blue));
        Dictionary<string, string> texts = new() { [red] = "", [blue] = "" };
        for (var ended = 0; ended < 2;)
        {
            var frame = (await client.ReceiveAsync())!;
            texts[frame["request_id"]!.GetValue<string>()] += frame["completion"]!.GetValue<string>();
            if (frame["has_more_messages"]!.GetValue<string>() == "false") ended++;
        }

        texts[red].Should().Be("red red red");
        texts[blue].Should().Be("blue blue blue");
    }

    [Theory]
    [InlineData("""{"action":"sendmessage","model":"claude-haiku"}""", "invalid_request", "prompt")]
    [InlineData("""{"action":"sendmessage","prompt":"x","model":"none-such"}""", "model_not_found", "none-such")]
    [InlineData("""{"action":"sendmessage","prompt":"x","promt":"y"}""", "invalid_request", "promt")]
    [InlineData("""{"action":"dance"}""", "invalid_request", "sendmessage")]
    [InlineData("no json", "invalid_request", "JSON")]
    [InlineData("""{"action":"resume","request_id":"none","after_seq":3}""", "invalid_request", "none")]
    [InlineData("""{"action":"cancel"}""", "invalid_request", "request_id")]
    [InlineData("""{"action":"upload","upload_id":"u","part":3,"of":3,"text":""}""", "invalid_request", "part")]
    public async Task A_wrong_message_is_answered_by_an_error_frame(string message, string code, string names)
    {
        using var client = await stack.ConnectAsync();

        await client.SendAsync(message);
        var frame = (await client.ReadAnswerAsync()).Should().ContainSingle().Subject;

        frame["error"]!["code"]!.GetValue<string>().Should().Be(code);
        frame["error"]!["message"]!.GetValue<string>().Should().Contain(names);
        frame["completion"]!.GetValue<string>().Should().BeEmpty();
    }

    [Fact]
    public async Task Ping_is_answered()
    {
        using var client = await stack.ConnectAsync();

        await client.SendAsync("""{"action":"ping"}""");

        (await client.ReceiveAsync())!["action"]!.GetValue<string>().Should().Be("pong");
    }

    [Fact]
    public async Task A_connection_without_a_key_is_refused()
    {
        var connecting = () => SocketClient.ConnectAsync(stack.Run, key: null);

        (await connecting.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_subprotocol_is_chosen_where_it_is_offered()
    {
        using var client = await SocketClient.ConnectAsync(stack.Run, stack.Support, "llm-gateway.v1");

        client.Subprotocol.Should().Be("llm-gateway.v1");
    }

    [Fact]
    public async Task Cancelling_closes_the_call_and_says_what_it_took()
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long, Pace = new SimulatorPace { TokensPerSecond = 40 } });
        using var client = await stack.ConnectAsync();
        using var other = await stack.ConnectAsync();
        var id = NewId();
        await client.SendAsync(Message("Go on", id));
        await client.ReceiveAsync();

        var asked = TimeProvider.System.GetUtcNow();
        await other.SendAsync(new JsonObject { ["action"] = "cancel", ["request_id"] = id });
        var last = (await client.ReadAnswerAsync())[^1];

        last["finish_reason"]!.GetValue<string>().Should().Be("cancelled");
        last["usage"]!["output_tokens"]!.GetValue<int>().Should().BeInRange(1, 200);
        var call = script.Calls.Last();
        await call.Finished;
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
        (call.FinishedAt!.Value - asked).Should().BeLessThan(TimeSpan.FromSeconds(5), "it ran for 15 seconds otherwise");
    }

    [Fact]
    public async Task The_REST_gateway_cancels_it_as_well()
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long, Pace = new SimulatorPace { TokensPerSecond = 40 } });
        using var client = await stack.ConnectAsync();
        using var http = stack.CreateHttpClient();
        var id = NewId();
        await client.SendAsync(Message("Go on", id));
        await client.ReceiveAsync();

        using var cancelled = await http.PostAsync($"v1/requests/{id}/cancel", null);

        cancelled.IsSuccessStatusCode.Should().BeTrue();
        (await client.ReadAnswerAsync())[^1]["finish_reason"]!.GetValue<string>().Should().Be("cancelled");
    }

    [Fact]
    public async Task Another_identity_cancels_nothing()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "one two three four five six seven eight nine ten", Pace = new SimulatorPace { TokensPerSecond = 20 } });
        using var client = await stack.ConnectAsync(stack.Support);
        using var stranger = await stack.ConnectAsync(stack.Engineering);
        var id = NewId();
        await client.SendAsync(Message("Go on", id));
        await client.ReceiveAsync();

        await stranger.SendAsync(new JsonObject { ["action"] = "cancel", ["request_id"] = id });

        (await client.ReadAnswerAsync())[^1]["finish_reason"]!.GetValue<string>().Should().Be("stop");
    }

    [Fact]
    public async Task After_a_dropped_line_a_new_connection_gets_the_rest_and_nothing_twice()
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long, Pace = new SimulatorPace { TokensPerSecond = 400 } });
        var id = NewId();
        List<JsonNode> seen = [];
        using (var client = await stack.ConnectAsync())
        {
            await client.SendAsync(Message("Go on", id));
            for (var count = 0; count < 5; count++) seen.Add((await client.ReceiveAsync())!);
            client.Abort();
        }

        using var again = await stack.ConnectAsync();
        await again.SendAsync(new JsonObject { ["action"] = "resume", ["request_id"] = id, ["after_seq"] = 4 });
        seen.AddRange(await again.ReadAnswerAsync());

        seen.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, seen.Count));
        string.Concat(seen.Select(frame => frame["completion"]!.GetValue<string>())).Should().Be(Long);
    }

    [Fact]
    public async Task An_answer_that_has_ended_is_resumed_from_its_log_by_its_own_identity_alone()
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long });
        using var client = await stack.ConnectAsync();
        var id = NewId();
        await client.SendAsync(Message("Go on", id));
        var frames = await client.ReadAnswerAsync();

        using var again = await stack.ConnectAsync();
        await again.SendAsync(new JsonObject { ["action"] = "resume", ["request_id"] = id, ["after_seq"] = -1 });
        var replayed = await again.ReadAnswerAsync();
        using var stranger = await stack.ConnectAsync(stack.Engineering);
        await stranger.SendAsync(new JsonObject { ["action"] = "resume", ["request_id"] = id, ["after_seq"] = 0 });
        var refused = await stranger.ReadAnswerAsync();

        replayed.Select(frame => frame.ToJsonString()).Should().Equal(frames.Select(frame => frame.ToJsonString()));
        refused.Should().ContainSingle().Which["error"]!["message"]!.GetValue<string>().Should().Contain("no request");
    }

    [Fact]
    public async Task A_prompt_larger_than_a_message_arrives_in_parts_of_which_one_comes_twice()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Read." });
        using var client = await stack.ConnectAsync();
        var (upload, part) = (NewId(), new string('x', 100_000));
        foreach (var number in new[] { 0, 2, 1, 2 })
        {
            await client.SendAsync(new JsonObject { ["action"] = "upload", ["upload_id"] = upload, ["part"] = number, ["of"] = 3, ["text"] = $"<{number}>{part}" });
            await client.ReceiveAsync();
        }
        using var stranger = await stack.ConnectAsync(stack.Engineering);
        await stranger.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt_upload_id"] = upload });
        var invisible = await stranger.ReadAnswerAsync();

        await client.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt_upload_id"] = upload });
        var frames = await client.ReadAnswerAsync();

        frames[^1]["finish_reason"]!.GetValue<string>().Should().Be("stop");
        var body = JsonNode.Parse(script.Calls.Last().Body.Span)!;
        body["messages"]![0]!["content"]![0]!["text"]!.GetValue<string>().Should().Be($"<0>{part}<1>{part}<2>{part}");
        invisible[^1]["error"]!["message"]!.GetValue<string>().Should().Contain("no upload");
    }

    [Fact]
    public async Task A_chat_goes_on_over_either_gateway_and_is_its_owners_alone()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "An answer." });
        using var client = await stack.ConnectAsync();
        using var http = stack.CreateHttpClient();
        using var stranger = stack.CreateHttpClient(stack.Engineering);
        await client.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt"] = $"First {Guid.NewGuid()}" });
        var chat = (await client.ReadAnswerAsync())[^1]["chat_id"]!.GetValue<string>();

        using var second = await http.PostAsync("v1/prompt", new StringContent(new JsonObject { ["prompt"] = "Second", ["chat_id"] = chat }.ToJsonString()));
        second.IsSuccessStatusCode.Should().BeTrue();
        await client.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt"] = "Third", ["chat_id"] = chat });
        await client.ReadAnswerAsync();

        var roles = JsonNode.Parse(script.Calls.Last().Body.Span)!["messages"]!.AsArray().Select(message => message!["role"]!.GetValue<string>());
        roles.Should().Equal("user", "assistant", "user", "assistant", "user");
        var turns = JsonNode.Parse(await http.GetStringAsync($"v1/chats/{chat}"))!["turns"]!.AsArray();
        turns.Select(turn => turn!["prompt"]!.GetValue<string>()[..5]).Should().Equal("First", "Secon", "Third");
        JsonNode.Parse(await http.GetStringAsync("v1/chats"))!["chats"]!.AsArray().Select(each => each!["chat_id"]!.GetValue<string>()).Should().Contain(chat);
        (await stranger.GetAsync($"v1/chats/{chat}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await stranger.DeleteAsync($"v1/chats/{chat}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        JsonNode.Parse(await stranger.GetStringAsync("v1/chats"))!["chats"]!.AsArray().Select(each => each!["chat_id"]!.GetValue<string>()).Should().NotContain(chat);
        (await http.DeleteAsync($"v1/chats/{chat}")).IsSuccessStatusCode.Should().BeTrue();
        (await http.GetAsync($"v1/chats/{chat}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_answers_at_once_in_one_chat_are_both_kept_in_the_order_of_their_questions()
    {
        using var script = stack.Script(
            new SimulatorRule { When = new SimulatorMatch { Prompt = "slow" }, Answer = "one two three four five", Pace = new SimulatorPace { TokensPerSecond = 5 } },
            new SimulatorRule { Answer = "Quick." });
        using var client = await stack.ConnectAsync();
        using var http = stack.CreateHttpClient();
        var chat = NewId();
        await client.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt"] = "slow", ["chat_id"] = chat });
        await client.ReceiveAsync();

        await client.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt"] = "quick", ["chat_id"] = chat });
        await client.ReadAnswerAsync();
        await client.ReadAnswerAsync();

        JsonNode.Parse(await http.GetStringAsync($"v1/chats/{chat}"))!["turns"]!.AsArray().Select(turn => turn!["prompt"]!.GetValue<string>()).Should().Equal("slow", "quick");
    }

    [Fact]
    public async Task A_message_or_a_frame_over_the_limits_ends_the_connection()
    {
        using var whole = await stack.ConnectAsync();
        await whole.SendAsync("{\"action\":\"ping\",\"x\":\"" + new string('x', 40_000) + "\"}", frame: 64 * 1024);
        (await whole.ReceiveAsync()).Should().BeNull();
        using var large = await stack.ConnectAsync();
        await large.SendAsync("{\"action\":\"ping\",\"x\":\"" + new string('x', 140_000) + "\"}");
        (await large.ReceiveAsync()).Should().BeNull();

        whole.CloseStatus.Should().Be(System.Net.WebSockets.WebSocketCloseStatus.MessageTooBig);
        large.CloseStatus.Should().Be(System.Net.WebSockets.WebSocketCloseStatus.MessageTooBig);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static JsonObject Message(string prompt, string requestId) =>
        new() { ["action"] = "sendmessage", ["prompt"] = $"{prompt} {requestId}", ["model"] = "claude-haiku", ["request_id"] = requestId };
}
