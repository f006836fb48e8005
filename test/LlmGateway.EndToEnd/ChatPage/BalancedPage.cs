namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page on a load balancer, which signs people in; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class BalancedPage() : PageRun(("page", "balancer")), ICollectionFixture<BalancedPage>, ICollectionFixture<Chromium>
{
    public const string Collection = "BalancedPage";
}
