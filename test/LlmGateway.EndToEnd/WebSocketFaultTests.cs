using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.ApiGateway.WebSocket;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>What goes wrong beneath a WebSocket ends in a right answer or an error frame, once.</summary>
[Collection(TeamChat.Collection)]
public sealed class WebSocketFaultTests(TeamChat stack)
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 300).Select(number => $"word{number}"));

    [Fact]
    public async Task A_killed_worker_leaves_an_error_frame_and_the_next_message_is_answered()
    {
        await using var run = await stack.StartAsync(options => options with { Script = Answering(Long, tokensPerSecond: 50) });
        using var client = await ConnectAsync(run);
        await client.SendAsync(Message("one"));
        var first = await client.ReceiveAsync();
        var call = run.Bedrock.Calls.Single();

        foreach (var id in run.HandlerProcessIdsOf("Worker")) Process.GetProcessById(id).Kill();
        var rest = await client.ReadAnswerAsync();

        first!["seq"]!.GetValue<int>().Should().Be(0);
        rest[^1]["error"]!["code"]!.GetValue<string>().Should().Be("internal");
        rest.Count(frame => frame["has_more_messages"]!.GetValue<string>() == "false").Should().Be(1);
        await call.Finished;
        run.Bedrock.Script = Answering("Short.");
        await client.SendAsync(Message("two"));
        (await client.ReadAnswerAsync())[^1]["finish_reason"]!.GetValue<string>().Should().Be("stop");
    }

    [Fact]
    public async Task A_message_that_is_delivered_twice_is_answered_once()
    {
        await using var run = await stack.StartAsync(options => options with { Script = Answering("Once.", tokensPerSecond: 20), DeliverEventsTwice = true });
        using var client = await ConnectAsync(run);

        await client.SendAsync(Message("one"));
        var frames = await client.ReadAnswerAsync();
        await client.SendAsync("""{"action":"ping"}""");

        frames.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, frames.Count));
        (await client.ReceiveAsync())!["action"]!.GetValue<string>().Should().Be("pong", "nothing else was sent in between");
        run.Bedrock.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task An_answer_that_is_resumed_before_its_worker_began_arrives_whole()
    {
        var begin = new TaskCompletionSource();
        await using var run = await stack.StartAsync(options => options with { Script = Answering(Long, tokensPerSecond: 2000), EventsBegin = begin.Task });
        var id = $"r{Guid.NewGuid():N}";
        using (var client = await ConnectAsync(run))
        {
            await client.SendAsync(Message(id));
            client.Abort();
        }
        using var second = await ConnectAsync(run);
        await second.SendAsync(Resume(id));
        await second.SendAsync("""{"action":"ping"}""");
        (await second.ReceiveAsync())!["action"]!.GetValue<string>().Should().Be("pong", "a request that is on its way is waited for");
        // It breaks once more: the last connection that asked has it.
        second.Abort();
        using var third = await ConnectAsync(run);
        await third.SendAsync(Resume(id));
        await third.SendAsync("""{"action":"ping"}""");
        await third.ReceiveAsync();
        begin.SetResult();

        var frames = await third.ReadAnswerAsync();

        TextOf(frames).Should().Be(Long);
        frames.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, frames.Count));
    }

    [Fact]
    public async Task A_message_that_its_client_sends_again_is_answered_once_and_where_it_was_sent_last()
    {
        var begin = new TaskCompletionSource();
        await using var run = await stack.StartAsync(options => options with { Script = Answering(Long, tokensPerSecond: 2000), EventsBegin = begin.Task });
        var id = $"r{Guid.NewGuid():N}";
        using (var client = await ConnectAsync(run))
        {
            await client.SendAsync(Message(id));
            await client.SendAsync("""{"action":"ping"}""");
            await client.ReceiveAsync();
            client.Abort();
        }
        using var again = await ConnectAsync(run);
        await again.SendAsync(Message(id));
        await again.SendAsync("""{"action":"ping"}""");
        await again.ReceiveAsync();
        begin.SetResult();

        var frames = await again.ReadAnswerAsync();

        TextOf(frames).Should().Be(Long);
        frames.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, frames.Count));
        run.Bedrock.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task An_answer_whose_client_left_before_its_worker_began_is_kept_for_it()
    {
        var begin = new TaskCompletionSource();
        await using var run = await stack.StartAsync(options => options with { Script = Answering("Kept for you.", tokensPerSecond: 2000), EventsBegin = begin.Task });
        var id = $"r{Guid.NewGuid():N}";
        using (var client = await ConnectAsync(run))
        {
            await client.SendAsync(Message(id));
            await client.SendAsync("""{"action":"ping"}""");
            await client.ReceiveAsync();
            client.Abort();
        }
        begin.SetResult();
        using var again = await ConnectAsync(run);
        await again.SendAsync(Resume(id));

        TextOf(await again.ReadAnswerAsync()).Should().Be("Kept for you.");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_post_that_fails_for_a_moment_is_tried_again_and_nothing_is_lost(int status)
    {
        ConcurrentDictionary<string, int> posts = new();
        await using var run = await stack.StartAsync(options => options with
        {
            Script = Answering(Long, tokensPerSecond: 500),
            ConnectionsFault = id => posts.AddOrUpdate(id, 1, (_, count) => count + 1) % 3 == 1 ? status : null,
        });
        using var client = await ConnectAsync(run);

        await client.SendAsync(Message("one"));
        var frames = await client.ReadAnswerAsync();

        TextOf(frames).Should().Be(Long);
        frames.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, frames.Count));
    }

    [Fact]
    public async Task A_connection_that_can_not_be_posted_to_is_resumed_by_another_one()
    {
        string? gone = null;
        await using var run = await stack.StartAsync(options => options with { Script = Answering(Long, tokensPerSecond: 200), ConnectionsFault = id => (gone ??= id) == id ? 410 : null });
        using var client = await ConnectAsync(run);
        await client.SendAsync(Message("one"));
        await WaitForAsync(() => gone is not null);

        using var again = await ConnectAsync(run);
        await again.SendAsync("""{"action":"resume","request_id":"one","after_seq":-1}""");
        var frames = await again.ReadAnswerAsync();

        TextOf(frames).Should().Be(Long);
        frames[0]["seq"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task A_throttled_table_costs_time_and_no_answer()
    {
        var calls = 0;
        await using var run = await stack.StartAsync(options => options with
        {
            Script = Answering("Done.", tokensPerSecond: 20), DynamoThrottle = _ => Interlocked.Increment(ref calls) % 2 == 0,
        });
        using var client = await ConnectAsync(run);

        await client.SendAsync(Message("one"));
        var frames = await client.ReadAnswerAsync();

        TextOf(frames).Should().Be("Done.");
        calls.Should().BeGreaterThan(4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task An_upstream_that_breaks_off_is_an_error_frame_after_what_it_said(int tokens)
    {
        using var script = stack.Script(new SimulatorRule { Answer = Long, Break = new ScriptedBreak { AfterTokens = tokens, Reset = true } });
        using var client = await stack.ConnectAsync();

        await client.SendAsync(Message($"broken {Guid.NewGuid()}"));
        var frames = await client.ReadAnswerAsync();

        frames[^1]["error"]!["code"]!.GetValue<string>().Should().Be("upstream_failed");
        Long.Should().StartWith(TextOf(frames));
        frames.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, frames.Count));
    }

    [Fact]
    public async Task Wherever_the_line_drops_the_answer_is_whole_after_resuming()
    {
        // One run at full speed tells how many frames there are to drop the line after.
        for (var drop = 0; drop < 12; drop++)
        {
            using var script = stack.Script(new SimulatorRule { Answer = Long, Pace = new SimulatorPace { TokensPerSecond = 300 + drop * 500 } });
            var id = $"drop-{drop}-{Guid.NewGuid():N}";
            List<JsonNode> seen = [];
            var connections = 0;
            while (seen.Count == 0 || seen[^1]["has_more_messages"]!.GetValue<string>() == "true")
            {
                using var client = await stack.ConnectAsync();
                if (connections++ == 0) await client.SendAsync(Message(id));
                else await client.SendAsync(new JsonObject { ["action"] = "resume", ["request_id"] = id, ["after_seq"] = seen.Count - 1 });
                for (var frames = 0; frames <= drop * connections; frames++)
                {
                    var frame = await client.ReceiveAsync();
                    if (frame!["error"] is { } error && error["message"]!.GetValue<string>().Contains("no request", StringComparison.Ordinal)) break;
                    if (frame["seq"]!.GetValue<int>() == seen.Count) seen.Add(frame);
                    if (frame["has_more_messages"]!.GetValue<string>() == "false") break;
                }
                client.Abort();
            }

            seen.Select(frame => frame["seq"]!.GetValue<int>()).Should().Equal(Enumerable.Range(0, seen.Count));
            TextOf(seen).Should().Be(Long, $"the line dropped after every {drop + 1} frames");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_goes_takes_its_answer_with_it_where_that_is_wanted(bool cancels)
    {
        await using var run = await stack.StartAsync(options => options with
        {
            Script = Answering("one two three four five six seven eight nine ten", tokensPerSecond: 5),
            ChangeTemplate = template =>
            {
                var worker = template["Resources"]!.AsObject().Single(each => each.Key.StartsWith("SocketWorker", StringComparison.Ordinal) && each.Value!["Type"]!.GetValue<string>() == "AWS::Lambda::Function");
                var config = worker.Value!["Properties"]!["Environment"]!["Variables"]!["LLM_GATEWAY_CONFIG"]!["Fn::Join"]![1]!.AsArray();
                if (cancels) config[0] = config[0]!.GetValue<string>().Replace("{\"name\"", "{\"cancelOnDisconnect\":true,\"name\"", StringComparison.Ordinal);
            },
        });
        var client = await ConnectAsync(run);
        await client.SendAsync(Message("one"));
        await client.ReceiveAsync();

        client.Abort();

        var call = run.Bedrock.Calls.Single();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(15));
        call.Outcome.Should().Be(cancels ? SimulatedOutcome.Cancelled : SimulatedOutcome.Completed);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_a_ping_keeps_it_open()
    {
        await using var run = await stack.StartAsync(options => options with { Sockets = new SocketLimits { Idle = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(3) } });
        using var idle = await ConnectAsync(run);
        using var lively = await ConnectAsync(run);

        var pings = 0;
        while (lively.State == WebSocketState.Open)
        {
            await lively.SendAsync("""{"action":"ping"}""");
            if (await lively.ReceiveAsync() is null) break;
            pings++;
            if (pings == 1) (await idle.ReceiveAsync()).Should().BeNull();
        }

        pings.Should().BeGreaterThan(0);
        idle.CloseStatus.Should().Be(WebSocketCloseStatus.EndpointUnavailable);
    }

    private static SimulatorScript Answering(string answer, double? tokensPerSecond = null) =>
        SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Answer = answer, Pace = new SimulatorPace { TokensPerSecond = tokensPerSecond } }] };

    private static JsonObject Message(string id) => new() { ["action"] = "sendmessage", ["prompt"] = $"Question {id}", ["request_id"] = id };

    private static JsonObject Resume(string id) => new() { ["action"] = "resume", ["request_id"] = id, ["after_seq"] = -1 };

    private static string TextOf(IEnumerable<JsonNode> frames) => string.Concat(frames.Select(frame => frame["completion"]!.GetValue<string>()));

    private static Task<SocketClient> ConnectAsync(LocalRun run) => SocketClient.ConnectAsync(run, run.ApiKeys[0].Value);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!condition()) await Task.Delay(10, patience.Token);
    }
}
