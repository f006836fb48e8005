using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Lists and errors outside the routes of one protocol have the shape that the client reads.</summary>
public sealed class ClientShapeTests
{
    private static readonly Dictionary<string, string> Anthropic = new() { ["anthropic-version"] = "2023-06-01" };

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "not_found_error")]
    [InlineData("POST", "/v1/messages/batches", 404, "not_found_error")]
    [InlineData("GET", "/v1/models/none", 404, "not_found_error")]
    [InlineData("POST", "/v1/models", 405, "invalid_request_error")]
    public async Task A_client_of_Anthropic_reads_errors_of_Anthropic(string method, string path, int status, string type)
    {
        var outcome = await new CorpusGateway().RunAsync(method, path, Anthropic, [], []);

        var body = JsonNode.Parse(outcome.Response.Text)!;
        (outcome.Response.Status, (string?)body["type"], (string?)body["error"]!["type"]).Should().Be((status, "error", type));

        var other = JsonNode.Parse((await new CorpusGateway().RunAsync(method, path, [], [], [])).Response.Text)!;
        (other["type"] is null).Should().Be(!path.StartsWith("/v1/messages", StringComparison.Ordinal), "others read OpenAI's");
    }

    [Theory]
    [InlineData("", "claude,nova,unheard-of,openai,server,anthropic", false)]
    [InlineData("limit=2", "claude,nova", true)]
    [InlineData("limit=2&after_id=nova", "unheard-of,openai", true)]
    [InlineData("limit=4&after_id=nova", "unheard-of,openai,server,anthropic", false)]
    [InlineData("after_id=anthropic", "", false)]
    [InlineData("limit=2&before_id=openai", "nova,unheard-of", true)]
    [InlineData("limit=9&before_id=nova", "claude", false)]
    public async Task Models_are_listed_by_pages(string query, string ids, bool more)
    {
        var outcome = await new CorpusGateway().RunAsync("GET", "/v1/models", Anthropic, Query(query), []);

        var body = JsonNode.Parse(outcome.Response.Text)!;
        string.Join(',', body["data"]!.AsArray().Select(model => (string)model!["id"]!)).Should().Be(ids);
        ((bool)body["has_more"]!).Should().Be(more);
        ((string?)body["last_id"]).Should().Be(ids.Length == 0 ? null : ids.Split(',')[^1]);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=x")]
    [InlineData("after_id=none")]
    public async Task A_page_that_means_nothing_is_refused(string query) =>
        (await new CorpusGateway().RunAsync("GET", "/v1/models", Anthropic, Query(query), [])).Response.Status.Should().Be(400);

    private static Dictionary<string, string> Query(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
