using System.Text.Json;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>What holds of every response, whatever was asked and whatever the upstream did.</summary>
internal static class WellFormed
{
    /// <summary>What is taken, up to 512 levels deep, goes on some levels deeper: what was in a text of JSON, and what the other protocol wraps.</summary>
    public static readonly JsonDocumentOptions Deeper = new() { MaxDepth = 1100 };

    public static void Check(string route, GatheredResponse response, string because)
    {
        response.Ended.Should().BeTrue(because);
        response.Status.Should().NotBe(0, because).And.NotBe(500, because + ": " + response.Text);
        if (!response.Headers["content-type"].StartsWith("text/event-stream", StringComparison.Ordinal))
        {
            using var body = JsonDocument.Parse(response.Text, Deeper);
            if (response.Status != 200) body.RootElement.TryGetProperty("error", out _).Should().BeTrue(because);
            return;
        }
        response.Text.Should().EndWith("\n\n", because);
        List<string> payloads = [];
        foreach (var block in response.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            foreach (var line in block.Split('\n'))
            {
                (line.StartsWith("data: ", StringComparison.Ordinal) || line.StartsWith("event: ", StringComparison.Ordinal) || line.StartsWith(':')).Should().BeTrue($"{because}: {line}");
                if (line.StartsWith("data: ", StringComparison.Ordinal)) payloads.Add(line[6..]);
            }
        payloads.Should().NotBeEmpty(because);
        foreach (var payload in payloads.Where(payload => payload != "[DONE]"))
        {
            using var json = JsonDocument.Parse(payload, Deeper);
            json.RootElement.ValueKind.Should().Be(JsonValueKind.Object, because);
        }
        EndOf(route, payloads, because);
    }

    // Each protocol says in its own way that nothing follows; an error says so, too.
    private static void EndOf(string route, List<string> payloads, string because)
    {
        var last = payloads[^1];
        switch (route)
        {
            case "/v1/chat/completions": last.Should().Be("[DONE]", because); break;
            case "/v1/messages": Type(last).Should().BeOneOf(["message_stop", "error"], because); break;
            case "/v1/responses": Type(last).Should().BeOneOf(["response.completed", "response.incomplete", "response.failed", "error"], because); break;
            case "/v1/prompt":
                using (var frame = JsonDocument.Parse(last, Deeper)) frame.RootElement.GetProperty("has_more_messages").GetString().Should().Be("false", because);
                break;
        }
    }

    private static string? Type(string payload)
    {
        using var json = JsonDocument.Parse(payload, Deeper);
        return json.RootElement.GetProperty("type").GetString();
    }
}
