using LlmGateway.Testing;
using NetworkOutageAssistant;
using static LlmGateway.Constructs.Tests.Examples.NetworkOutageAssistantTests;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The demo on each other store: one word changes where the records are, and what the functions may read, and nothing else.</summary>
public sealed class OutageStoreTests(OutageStoreTests.Templates templates) : IClassFixture<OutageStoreTests.Templates>
{
    public sealed class Templates
    {
        private readonly Dictionary<KnowledgeStore, StackTemplate> _all = Enum.GetValues<KnowledgeStore>().ToDictionary(store => store, store => Synthesized.Synthesize(store));

        internal StackTemplate Of(string store) => _all[Enum.Parse<KnowledgeStore>(store)];
    }

    [Theory]
    [InlineData("OpenSearch")]
    [InlineData("S3Vectors")]
    public async Task AWSs_own_schema_has_nothing_against_it(string store)
    {
        var check = await NodeModules.RunAsync("schema-check.mjs", [templates.Of(store).File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty();
    }

    [Theory]
    [InlineData("OpenSearch")]
    [InlineData("S3Vectors")]
    public async Task Cdk_nag_has_nothing_against_it(string store)
    {
        var check = await NodeModules.RunAsync("nag.mjs", [templates.Of(store).File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty();
    }

    [Theory]
    [InlineData("OpenSearch", "AWS::OpenSearchService::Domain")]
    [InlineData("S3Vectors", "AWS::S3Vectors::Index", "AWS::S3Vectors::VectorBucket")]
    public void Only_the_store_is_another(string store, params string[] added)
    {
        var (table, other) = (TypesOf("Table"), TypesOf(store));

        other.Keys.Except(table.Keys).Should().BeEquivalentTo(added);
        table["AWS::DynamoDB::Table"].Should().Be(other["AWS::DynamoDB::Table"] + 1);
        table.Where(type => type.Key != "AWS::DynamoDB::Table").Should().BeSubsetOf(other);

        Dictionary<string, int> TypesOf(string name) => templates.Of(name).Resources.CountBy(resource => resource.Value!["Type"]!.GetValue<string>()).ToDictionary();
    }

    [Theory]
    [InlineData("OpenSearch", "es:ESHttpPost", "/outages/_msearch")]
    [InlineData("S3Vectors", "s3vectors:QueryVectors", "OutagesIndex")]
    public void The_functions_may_search_that_store_and_make_the_questions_vector(string store, string action, string resource)
    {
        var policies = templates.Of(store).Resources.Where(each => each.Value!["Type"]!.GetValue<string>() == "AWS::IAM::Policy").Select(each => each.Value!.ToJsonString()).ToList();

        // REST and the WebSocket's worker answer; nobody else looks anything up.
        policies.Where(policy => policy.Contains(action, StringComparison.Ordinal)).Should().HaveCount(2)
            .And.OnlyContain(policy => policy.Contains(resource, StringComparison.Ordinal) && policy.Contains("foundation-model/amazon.titan-embed-text-v2:0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_domain_that_is_there_is_searched_and_none_is_made()
    {
        var text = Synthesized.Synthesize(KnowledgeStore.OpenSearch, new SearchDomain("https://search-outages-abc.us-east-1.es.amazonaws.com", "outages")).Text;

        text.Should().NotContain("AWS::OpenSearchService::Domain").And.Contain("search-outages-abc.us-east-1.es.amazonaws.com").And.Contain("domain/outages/outages/_msearch");
    }

    [Theory]
    [InlineData(null, null, "Table", null)]
    [InlineData("table", null, "Table", null)]
    [InlineData("opensearch", null, "OpenSearch", null)]
    [InlineData("s3-vectors", null, "S3Vectors", null)]
    [InlineData(null, "search-my-x-abc.us-east-1.es.amazonaws.com", "OpenSearch", "https://search-my-x-abc.us-east-1.es.amazonaws.com")]
    [InlineData("opensearch", "https://vpc-my-x-abc.cn-north-1.es.amazonaws.com.cn/", "OpenSearch", "https://vpc-my-x-abc.cn-north-1.es.amazonaws.com.cn")]
    public void One_word_chooses(string? knowledge, string? endpoint, string store, string? expected)
    {
        var settings = Settings.Read(name => name switch { "KNOWLEDGE" => knowledge, "OPENSEARCH_DOMAIN_ENDPOINT" => endpoint, _ => null }, TimeProvider.System);
        (settings.Knowledge.ToString(), settings.Domain?.Endpoint).Should().Be((store, expected));
        settings.Domain?.Name.Should().Be("my-x");
    }

    [Theory]
    [InlineData("KNOWLEDGE", "neo4j", "KNOWLEDGE is 'neo4j': use table, opensearch or s3-vectors.")]
    [InlineData("OPENSEARCH_DOMAIN_ENDPOINT", "localhost:9200", "OPENSEARCH_DOMAIN_ENDPOINT is 'localhost:9200': use one such as search-outages-abc123.us-east-1.es.amazonaws.com.")]
    public void What_it_can_not_be_is_named(string variable, string value, string sentence) =>
        FluentActions.Invoking(() => Settings.Read(name => name == variable ? value : null, TimeProvider.System)).Should().Throw<FormatException>().WithMessage(sentence);
}
