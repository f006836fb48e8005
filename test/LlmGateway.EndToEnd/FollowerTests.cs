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
        await using var run = await stack.StartAsync(Slow);
        using var http = QuickStart.CreateClient(run);
        await WarmAsync(http);
        var first = new Reader(await AskAsync(http));
        await first.UntilAsync("1 2 3");
        var second = new Reader(await AskAsync(http));
        await second.UntilAsync("1 2 3");
        var whole = first.IsWhole;
        await Task.WhenAll(first.ToEndAsync(), second.ToEndAsync());

        whole.Should().BeFalse("the second began to read before the first one's end");
        (first.Text, second.Text).Should().Be((Numbers, Numbers));
        (first.Cache, second.Cache).Should().Be(("miss", "hit"));
        second.Pieces.Should().BeGreaterThan(3, "it came in pieces");
        run.Bedrock.Calls.Count.Should().Be(3, "two warmed up");
    }

    [Fact]
    public async Task Where_the_first_goes_away_the_second_is_told_and_asking_again_helps()
    {
        await using var run = await stack.StartAsync(Slow);
        using var http = QuickStart.CreateClient(run);
        await WarmAsync(http);
        var answer = await AskAsync(http);
        var first = new Reader(answer);
        await first.UntilAsync("1 2 3");
        var second = new Reader(await AskAsync(http));
        await second.UntilAsync("1 2 3");
        answer.Dispose();
        await second.ToEndAsync();

        Numbers.Should().StartWith(second.Text);
        second.Last.Should().Contain("upstream_failed").And.Contain("broke off");
        var again = new Reader(await AskAsync(http));
        await again.ToEndAsync();
        (again.Text, again.Cache).Should().Be((Numbers, "miss"));
    }

    /// <summary>Two handlers that have run: one that starts on a busy machine has no time for the cache.</summary>
    private static Task WarmAsync(HttpClient http) => Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
    {
        using var answer = await AskAsync(http, Warming, "no-cache");
        await new Reader(answer).ToEndAsync();
    }));

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string prompt = "Count.", string? cacheControl = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/prompt") { Content = new StringContent($$"""{"prompt":"{{prompt}}","stream":true}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (cacheControl is not null) request.Headers.Add("cache-control", cacheControl);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
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
