namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page on CloudFront, and behind its own origin the REST gateway; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class PageStack : PageRun, ICollectionFixture<PageStack>, ICollectionFixture<Chromium>
{
    public const string Collection = "ChatPage";
}
