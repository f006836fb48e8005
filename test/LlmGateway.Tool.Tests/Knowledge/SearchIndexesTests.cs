using System.Text;
using LlmGateway.Tool.Local.Search;

namespace LlmGateway.Tool.Tests.Knowledge;

/// <summary>What the played OpenSearch does for nobody.</summary>
public sealed class SearchIndexesTests
{
    private static readonly byte[] Search = Encoding.UTF8.GetBytes("""{"query":{"match_all":{}}}""");
    private static readonly byte[] Searches = Encoding.UTF8.GetBytes("{}\n{\"query\":{\"match_all\":{}}}\n");

    [Theory]
    [InlineData("_search")]
    [InlineData("_msearch")]
    [InlineData("_count")]
    public void A_search_that_nobody_waits_for_any_more_ends(string operation)
    {
        var store = new SearchIndexes();
        store.Handle("PUT", ["notes", "_doc", "1"], Encoding.UTF8.GetBytes("""{"text":"a"}"""), CancellationToken.None).Status.Should().Be(201);
        var body = operation == "_msearch" ? Searches : Search;

        store.Handle("POST", ["notes", operation], body, CancellationToken.None).Status.Should().Be(200);
        FluentActions.Invoking(() => store.Handle("POST", ["notes", operation], body, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
    }
}
