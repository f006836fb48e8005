using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>State that clients believe the server keeps is refused in words they act on, toward every upstream, and never dropped.</summary>
public sealed class ServerStateTests
{
    public static TheoryData<string, string, bool> Threads
    {
        get
        {
            var rows = new TheoryData<string, string, bool>();
            foreach (var upstream in CorpusGateway.Upstreams.Keys)
                foreach (var thread in new[] { """{"type":"create"}""", """{"type":"continue","previous_message_id":"msg_1"}""", "{}", "\"thread_1\"" })
                    foreach (var stream in new[] { false, true })
                        rows.Add(upstream, thread, stream);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public async Task Threads_are_refused_with_the_code_on_which_the_SDK_sends_the_whole_history(string upstream, string thread, bool stream)
    {
        var (status, error, calls) = await AskAsync("/v1/messages", upstream, "\"thread\":" + thread, stream);

        (status, calls).Should().Be((400, 0));
        error["type"]!.GetValue<string>().Should().Be("invalid_request_error");
        error["details"]!["error_code"]!.GetValue<string>().Should().Be("thread_unsupported_request");
    }

    [Theory]
    [InlineData("\"container_1\"")]
    [InlineData("""{"id":"container_1","skills":[]}""")]
    public async Task Containers_of_others_are_refused(string container)
    {
        foreach (var upstream in CorpusGateway.Upstreams.Keys)
        {
            var (status, error, calls) = await AskAsync("/v1/messages", upstream, "\"container\":" + container, stream: false);

            (status, calls).Should().Be((400, 0));
            error["message"]!.GetValue<string>().Should().Contain("container");
        }
    }

    [Theory]
    [InlineData("\"thread\":null")]
    [InlineData("\"container\":null")]
    [InlineData("\"container\":{\"skills\":[{\"type\":\"anthropic\",\"skill_id\":\"pdf\"}]}")]
    public async Task What_names_no_state_passes(string field)
    {
        var outcome = await RunAsync("/v1/messages", "anthropic", field, stream: false);

        (outcome.Response.Status, outcome.Calls.Count).Should().Be((200, 1));
    }

    [Fact]
    public async Task Counting_tokens_of_a_thread_is_refused_too()
    {
        var (status, error, _) = await AskAsync("/v1/messages/count_tokens", "anthropic", """ "thread":{"type":"create"} """, stream: false);

        status.Should().Be(400);
        error["details"]!["error_code"]!.GetValue<string>().Should().Be("thread_unsupported_request");
    }

    private static async Task<(int Status, JsonNode Error, int Calls)> AskAsync(string route, string upstream, string field, bool stream)
    {
        var outcome = await RunAsync(route, upstream, field, stream);
        return (outcome.Response.Status, JsonNode.Parse(outcome.Response.Text)!["error"]!, outcome.Calls.Count);
    }

    private static Task<CorpusOutcome> RunAsync(string route, string upstream, string field, bool stream)
    {
        var body = "{\"model\":\"" + upstream + "\",\"max_tokens\":9," + (stream ? "\"stream\":true," : "") + field + ",\"messages\":[{\"role\":\"user\",\"content\":\"And then?\"}]}";
        return new CorpusGateway().RunAsync(route, [], System.Text.Encoding.UTF8.GetBytes(body));
    }
}
