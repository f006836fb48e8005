namespace LlmGateway.EndToEnd.Outages;

/// <summary>The demo as anybody would start it; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class OutageStack : OutageDemo, ICollectionFixture<OutageStack>
{
    public const string Collection = "Outages";
}
