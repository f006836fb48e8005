using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>Two ask the same at once: the second reads the first one's answer while it comes, from handler to handler by way of the table.</summary>
[Collection(QuickStart.Collection)]
public sealed class FollowerTests(QuickStart stack)
{
    private const string Warming = "Warm up.";

    private static readonly string Numbers = string.Join(' ', Enumerable.Range(1, 600));

    private static SimulatorScript Slow => SimulatorScript.Unlimited with
    {
        Rules = [new SimulatorRule { When = new SimulatorMatch { Prompt = Warming }, Answer = "Warm.", Pace = new SimulatorPace { FirstTokenMs = 2_000 } }, new SimulatorRule { Answer = Numbers, Pace = new SimulatorPace { TokensPerSecond = 40 } }],
    };

    [Fact]
    public async Task The_second_reads_along_and_the_model_is_asked_once()
    {
        var slow = new SlowTable();
        await using var run = await stack.StartAsync(Slow, trace: slow);
        using var http = QuickStart.CreateClient(run);
        var (_, answer, first, second) = await TwoAsync(run, http, slow);
        var whole = first.IsWhole;
        await Task.WhenAll(first.ToEndAsync(), second.ToEndAsync());
        answer.Dispose();

        whole.Should().BeFalse("the second began to read before the first one's end");
        (first.Text, second.Text).Should().Be((Numbers, Numbers));
        (first.Cache, second.Cache).Should().Be(("miss", "hit"));
        second.Pieces.Should().BeGreaterThan(3, "it came in pieces");
        run.Bedrock.Calls.Count.Should().Be(1);
    }

    [Fact]
    public async Task Where_the_first_goes_away_the_second_is_told_and_asking_again_helps()
    {
        var slow = new SlowTable();
        await using var run = await stack.StartAsync(Slow, trace: slow);
        using var http = QuickStart.CreateClient(run);
        var (prompt, answer, _, second) = await TwoAsync(run, http, slow);
        answer.Dispose();
        await second.ToEndAsync();

        Numbers.Should().StartWith(second.Text);
        second.Last.Should().Contain("upstream_failed").And.Contain("broke off");
        var again = new Reader(await AskAsync(http, prompt));
        await again.ToEndAsync();
        (again.Text, again.Cache).Should().Be((Numbers, "miss"));
    }

    /// <summary>Two that ask the same, and both read the first words of it.</summary>
    private static async Task<(string Prompt, HttpResponseMessage Answer, Reader First, Reader Second)> TwoAsync(LocalRun run, HttpClient http, SlowTable slow)
    {
        await WarmAsync(http);
        for (var time = 1; ; time++)
        {
            run.Bedrock.Calls.Clear();
            var prompt = $"Count, for the time {time}.";
            var answer = await AskAsync(http, prompt);
            var first = new Reader(answer);
            await first.UntilAsync("1 2 3");
            var second = new Reader(await AskAsync(http, prompt));
            await second.UntilAsync("1 2 3");
            // On a machine with other work to do the table may take longer than the cache waits for it: then the second asks by itself, as it should.
            if (second.Cache == "hit" || !slow.Seen || time == 3) return (prompt, answer, first, second);
            await Task.WhenAll(first.ToEndAsync(), second.ToEndAsync());
        }
    }

    /// <summary>Two handlers that have run: one that starts on a busy machine has no time for the cache.</summary>
    private static Task WarmAsync(HttpClient http) => Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
    {
        using var answer = await AskAsync(http, Warming, "no-cache");
        await new Reader(answer).ToEndAsync();
    }));

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string prompt, string? cacheControl = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/prompt") { Content = new StringContent($$"""{"prompt":"{{prompt}}","stream":true}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (cacheControl is not null) request.Headers.Add("cache-control", cacheControl);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sees what handlers say of a table that did not answer in time.</summary>
    private sealed class SlowTable : ILocalTrace
    {
        private volatile bool _seen;

        public bool Seen => _seen;

        public void Step(string requestId, string text) { }

        public void Note(string text)
        {
            if (text.Contains("reading the answer cache", StringComparison.Ordinal)) _seen = true;
        }
    }

    /// <summary>Reads an answer's frames as they come.</summary>
    private sealed class Reader(HttpResponseMessage response)
    {
        private readonly StreamReader _lines = new(response.Content.ReadAsStream());

        public string Text { get; private set; } = "";
        public string Last { get; private set; } = "";
        public int Pieces { get; private set; }
        public bool IsWhole => Last.Contains("\"has_more_messages\":\"false\"", StringComparison.Ordinal);
        public string Cache => response.Headers.GetValues("x-llm-gateway-cache").Single();

        public async Task UntilAsync(string text)
        {
            while (!Text.Contains(text, StringComparison.Ordinal)) (await NextAsync()).Should().BeTrue("more was expected behind {0}", Text);
        }

        public async Task ToEndAsync()
        {
            while (await NextAsync()) { }
        }

        private async Task<bool> NextAsync()
        {
            while (await _lines.ReadLineAsync() is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                Last = line[6..];
                Text += JsonNode.Parse(Last)!["completion"]!.GetValue<string>();
                Pieces++;
                return true;
            }
            return false;
        }
    }
}
