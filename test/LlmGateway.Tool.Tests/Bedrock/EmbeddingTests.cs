using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Bedrock;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Tests.Aws;

namespace LlmGateway.Tool.Tests.Bedrock;

/// <summary>Our embedder against the simulator: both were written from AWS's documentation, neither from the other.</summary>
public sealed class EmbeddingTests : IAsyncLifetime
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler());
    private LocalAws _aws = null!;

    public async Task InitializeAsync() => _aws = await LocalAws.StartAsync(options => options with
    {
        BedrockApiKeys = new Dictionary<string, LocalPrincipal> { ["api-key"] = LocalAws.Developer },
    });

    public Task DisposeAsync() => _aws.DisposeAsync().AsTask();

    [Theory]
    [InlineData("amazon.titan-embed-text-v2:0", null, 1024)]
    [InlineData("amazon.titan-embed-text-v2:0", 256, 256)]
    [InlineData("amazon.titan-embed-text-v1", null, 1536)]
    [InlineData("amazon.titan-embed-image-v1", 384, 384)]
    [InlineData("cohere.embed-english-v3", null, 1024)]
    [InlineData("us.cohere.embed-v4:0", null, 1536)]
    [InlineData("us.cohere.embed-v4:0", 512, 512)]
    [InlineData("amazon.nova-2-multimodal-embeddings-v1:0", null, 3072)]
    [InlineData("amazon.nova-2-multimodal-embeddings-v1:0", 384, 384)]
    public async Task Every_family_makes_vectors_of_the_length_asked_for_in_the_order_of_the_texts(string model, int? dimensions, int length)
    {
        List<string> texts = [.. Enumerable.Range(0, 120).Select(number => $"text number {number} of many")];

        var embedded = await EmbedAsync(model, texts, dimensions);

        embedded.Vectors.Should().HaveCount(120).And.OnlyContain(vector => vector.Length == length);
        embedded.InputTokens.Should().Be(texts.Sum(SimulatedTokenizer.Count));
        for (var i = 0; i < texts.Count; i += 40)
            embedded.Vectors[i].Should().Equal(SimulatedVector.Of(texts[i], length), $"of text {i}");
    }

    [Fact]
    public async Task What_speaks_of_the_same_is_nearer_than_what_does_not()
    {
        var vectors = (await EmbedAsync("amazon.titan-embed-text-v2:0",
        [
            "How do I restart the router in node 42?", "Restarting routers of a node: hold the power button for ten seconds.",
            "The canteen serves soup on Mondays and fish on Fridays.",
        ])).Vectors;

        Nearness(vectors[0], vectors[1]).Should().BeGreaterThan(2 * Nearness(vectors[0], vectors[2])).And.BeGreaterThan(0.2f);
        Nearness(vectors[0], vectors[0]).Should().BeApproximately(1, 1e-4f);
    }

    [Fact]
    public async Task A_length_that_the_model_does_not_have_is_refused_with_those_it_has()
    {
        var act = () => EmbedAsync("amazon.titan-embed-text-v2:0", ["a"], 300);
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Should().Be(
            new GatewayError(ErrorKind.InvalidRequest, "'dimensions' is 300; vectors of 'embed' have 256, 512, 1024.", Field: "dimensions"));
        _aws.Door.Bedrock.Calls.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_model_that_chats_makes_no_vectors()
    {
        var act = () => EmbedAsync("us.anthropic.claude-haiku-4-5-20251001-v1:0", ["a"]);
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Message.Should().StartWith("'embed' makes no embeddings");
    }

    [Theory]
    [InlineData("ThrottlingException", ErrorKind.Throttled)]
    [InlineData("ValidationException", ErrorKind.InvalidRequest)]
    [InlineData("AccessDeniedException", ErrorKind.UpstreamFailed)]
    public async Task One_call_that_fails_fails_all(string exception, ErrorKind kind)
    {
        _aws.Door.Bedrock.Script = SimulatorScript.Unlimited with
        {
            Rules = [new SimulatorRule { When = new SimulatorMatch { Prompt = "number 7" }, Error = new ScriptedError { Type = exception } }],
        };
        var act = () => EmbedAsync("amazon.titan-embed-text-v2:0", [.. Enumerable.Range(0, 20).Select(number => $"number {number}")]);
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(kind);
    }

    [Fact]
    public async Task Cohere_is_told_what_the_vectors_are_for()
    {
        await Embedder().EmbedAsync(new EmbeddingCall(Model("cohere.embed-english-v3"), ["where?"]) { Purpose = EmbeddingPurpose.Query }, CancellationToken.None);
        System.Text.Encoding.UTF8.GetString(_aws.Door.Bedrock.Calls.Single().Body.Span).Should()
            .Be("""{"texts":["where?"],"input_type":"search_query","embedding_types":["float"]}""");
    }

    private static float Nearness(float[] one, float[] other) => one.Zip(other, static (a, b) => a * b).Sum();

    private static CatalogModel Model(string id) => new() { Alias = "embed", Upstream = "bedrock", UpstreamModel = id };

    private BedrockEmbedder Embedder() => new(new BedrockHttpRuntime(
        new AwsHttp(Http, new AwsEndpoint(new Uri(_aws.Url), "us-east-1", "bedrock"), new AwsCredentialChain(), "api-key", TimeProvider.System)));

    private Task<EmbeddedTexts> EmbedAsync(string model, IReadOnlyList<string> texts, int? dimensions = null) =>
        Embedder().EmbedAsync(new EmbeddingCall(Model(model), texts) { Dimensions = dimensions }, CancellationToken.None);
}
