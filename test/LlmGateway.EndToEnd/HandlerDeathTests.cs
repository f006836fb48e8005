using System.Diagnostics;
using System.Text;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>A handler process that dies takes one answer with it, and says so.</summary>
[Collection(QuickStart.Collection)]
public sealed class HandlerDeathTests(QuickStart stack)
{
    [Fact]
    public async Task A_killed_process_costs_its_answer_alone_and_its_client_sees_an_error_event()
    {
        var slow = SimulatorScript.Unlimited with
        {
            Rules = [new SimulatorRule { Answer = string.Join(' ', Enumerable.Repeat("word", 2_000)), Pace = new SimulatorPace { TokensPerSecond = 100 } }],
        };
        await using var run = await stack.StartAsync(slow);
        using var client = QuickStart.CreateClient(run);

        using var victim = await StartAnswerAsync(client, "First");
        var victims = run.HandlerProcessIds.ToList();
        using var bystander = await StartAnswerAsync(client, "Second");
        foreach (var id in victims) Process.GetProcessById(id).Kill();
        var rest = await victim.ReadToEndAsync();

        rest.Should().Contain("\"error\"", "silence would look like a finished answer");
        (await bystander.ReadLineAsync()).Should().NotBeNull("another process serves that answer");
        using var next = await StartAnswerAsync(client, "Third");
        (await next.ReadLineAsync()).Should().NotBeNull("a new process serves the next request");
    }

    /// <summary>Returns once the first event of the answer is here.</summary>
    private static async Task<StreamReader> StartAnswerAsync(HttpClient client, string question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new StringContent($$"""{"stream":true,"messages":[{"role":"user","content":"{{question}}"}]}""", Encoding.UTF8, "application/json"),
        };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().StartWith("data: ");
        return reader;
    }
}
