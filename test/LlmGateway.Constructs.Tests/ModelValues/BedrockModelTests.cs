namespace LlmGateway.Constructs.Tests.ModelValues;

public sealed class BedrockModelTests
{
    private const string Count = "Allow bedrock:CountTokens on ";
    private const string Invoke = "Allow bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream on ";
    private const string Account = "arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:";
    private const string Haiku = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

    [Fact]
    public void A_model_in_one_region_is_one_arn() =>
        Permissions(BedrockModel.Of("amazon.nova-lite-v1:0")).Should().Equal(
            Invoke + "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0");

    [Fact]
    public void A_model_may_have_a_region_of_its_own() =>
        Permissions(BedrockModel.Of("amazon.nova-lite-v1:0") with { Region = "eu-north-1" }).Should().Equal(
            Invoke + "arn:${AWS::Partition}:bedrock:eu-north-1::foundation-model/amazon.nova-lite-v1:0");

    [Fact]
    public void A_cross_region_profile_is_its_arn_and_the_model_in_each_region_only_through_it() =>
        Permissions(BedrockModel.CrossRegion(Haiku)).Should().Equal(
            Invoke + Account + "inference-profile/" + Haiku,
            Invoke + string.Join(", ", new[] { "${AWS::Region}", "us-east-1", "us-east-2", "us-west-2" }
                .Select(region => $"arn:${{AWS::Partition}}:bedrock:{region}::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"))
            + $" when StringEquals bedrock:InferenceProfileArn = {Account}inference-profile/{Haiku}",
            Count + "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0");

    [Fact]
    public void From_a_known_region_only_what_is_reached_from_there() =>
        Permissions(BedrockModel.CrossRegion(Haiku), "us-west-1").Should().Equal(
            Invoke + "arn:${AWS::Partition}:bedrock:us-west-1:111122223333:inference-profile/" + Haiku,
            Invoke + string.Join(", ", new[] { "us-east-1", "us-east-2", "us-west-1", "us-west-2" }
                .Select(region => $"arn:${{AWS::Partition}}:bedrock:{region}::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"))
            + $" when StringEquals bedrock:InferenceProfileArn = arn:${{AWS::Partition}}:bedrock:us-west-1:111122223333:inference-profile/{Haiku}",
            Count + "arn:${AWS::Partition}:bedrock:us-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0");

    [Fact]
    public void A_global_profile_names_its_model_in_the_source_region_and_without_one() =>
        Permissions(BedrockModel.CrossRegion("global.anthropic.claude-haiku-4-5-20251001-v1:0"), "eu-west-1").Should().Equal(
            Invoke + "arn:${AWS::Partition}:bedrock:eu-west-1:111122223333:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0",
            Invoke + "arn:${AWS::Partition}:bedrock:eu-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0, "
            + "arn:${AWS::Partition}:bedrock:::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"
            + " when StringEquals bedrock:InferenceProfileArn = arn:${AWS::Partition}:bedrock:eu-west-1:111122223333:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0",
            Count + "arn:${AWS::Partition}:bedrock:eu-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0");

    [Fact]
    public void An_application_profile_is_its_arn_and_what_it_was_made_from_only_through_it()
    {
        const string arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6";
        Permissions(BedrockModel.Profile(arn, BedrockModel.Of("amazon.nova-lite-v1:0")), "us-east-1").Should().Equal(
            Invoke + arn,
            Invoke + $"arn:${{AWS::Partition}}:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0 when StringEquals bedrock:InferenceProfileArn = {arn}");
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v2:0")]
    [InlineData("cohere.embed-multilingual-v3")]
    [InlineData("amazon.nova-2-multimodal-embeddings-v1:0")]
    public void An_embedding_model_is_never_streamed(string id) =>
        Permissions(BedrockModel.Of(id)).Should().Equal("Allow bedrock:InvokeModel on arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/" + id);

    [Fact]
    public void Guardrails_for_callers_may_be_applied_beside_the_models_own()
    {
        const string arn = "arn:aws:bedrock:us-east-1:111122223333:guardrail/";
        var offering = BedrockModel.Of("amazon.nova-lite-v1:0") with
        {
            Guardrail = new ModelGuardrail(arn + "own", "2"),
            CallerGuardrails = [new ModelGuardrail(arn + "strict", "1"), new ModelGuardrail(arn + "own", "3")],
        };
        Permissions(offering).Last().Should().Be($"Allow bedrock:ApplyGuardrail on {arn}own, {arn}strict");
        Document(offering).Should().EndWith(
            "\"callerGuardrails\":[{\"id\":\"" + arn + "strict\",\"version\":\"1\"},{\"id\":\"" + arn + "own\",\"version\":\"3\"}]}");
    }

    [Fact]
    public void A_guardrail_may_be_applied_and_the_handler_is_told_of_it()
    {
        const string arn = "arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6";
        var guarded = BedrockModel.Of("amazon.nova-lite-v1:0") with { Guardrail = new ModelGuardrail(arn, "2") { Trace = true } };
        Permissions(guarded).Should().Equal(Invoke + "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0", "Allow bedrock:ApplyGuardrail on " + arn);
        Document(guarded).Should().EndWith("\"guardrail\":{\"id\":\"" + arn + "\",\"version\":\"2\",\"trace\":true}}");
    }

    [Fact]
    public void The_handler_is_told_the_id_and_only_what_was_set() =>
        Document(BedrockModel.CrossRegion(Haiku) with { Alias = "claude-haiku", Region = "us-east-1", Temperature = 0.2, MaxTokens = 100, Price = new ModelPrice(1m, 5m) { CacheRead = 0.1m }, Capabilities = new ModelCapabilities { Tools = true, Sampling = true, TemperatureAndTopP = false, ContextWindow = 200000 } })
            .Should().Be("""{"alias":"claude-haiku","upstream":"bedrock","model":"us.anthropic.claude-haiku-4-5-20251001-v1:0","region":"us-east-1","capabilities":{"tools":true,"sampling":true,"temperatureAndTopP":false,"contextWindow":200000},"temperature":0.2,"maxTokens":100,"price":{"input":1,"output":5,"cacheRead":0.1}}""");

    [Theory]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", ""","capabilities":{"family":"anthropic.claude-haiku-4-5-20251001-v1:0"}""")]
    [InlineData("amazon.nova-lite-v1:0", ""","capabilities":{"family":"amazon.nova-lite-v1:0"}""")]
    public void The_handler_is_told_what_is_behind_an_application_profile(string source, string capabilities) =>
        Document(BedrockModel.Profile("arn:aws:bedrock:us-east-1:1:application-inference-profile/a", BedrockModel.Of(source)) with { Alias = "a" })
            .Should().Be($$"""{"alias":"a","upstream":"bedrock","model":"arn:aws:bedrock:us-east-1:1:application-inference-profile/a"{{capabilities}}}""");

    [Fact]
    public void All_that_an_operator_knows_of_a_model_reaches_the_handler() =>
        Document(BedrockModel.Of("acme.model-v1:0") with
        {
            Capabilities = new ModelCapabilities
            {
                Family = "gpt-oss", Tools = true, ToolChoice = [ToolChoiceKind.Auto, ToolChoiceKind.Required, ToolChoiceKind.Named], ToolsWhileStreaming = false, OneToolAtATime = true, StrictTools = false, StructuredOutput = true,
                Vision = false, Documents = true, Streaming = true, SystemPrompt = false, Sampling = true, TemperatureAndTopP = true, Prefill = false, Reasoning = ReasoningStyle.EffortObject,
                Efforts = [ReasoningLevel.Minimal, ReasoningLevel.XHigh], ReasoningHistory = true, CachePoints = [CachePlace.Tools, CachePlace.System, CachePlace.Messages], MaxCompletionTokens = true, ContextWindow = 9, MaxOutputTokens = 8,
            },
        }).Should().Contain(
            """{"family":"gpt-oss","tools":true,"vision":false,"streaming":true,"systemPrompt":false,"documents":true,"sampling":true,"temperatureAndTopP":true,"toolChoice":["auto","required","named"],"toolsWhileStreaming":false,"oneToolAtATime":true,"strictTools":false,"""
            + """ "structuredOutput":true,"prefill":false,"reasoning":"effort-object","efforts":["minimal","xhigh"],"reasoningHistory":true,"cachePoints":["tools","system","messages"],"maxCompletionTokens":true,"contextWindow":9,"maxOutputTokens":8}"""[1..]);

    [Fact]
    public void Without_an_alias_clients_use_the_models_own_id()
    {
        var model = BedrockModel.Of("amazon.nova-lite-v1:0");
        model.Name.Should().Be("amazon.nova-lite-v1:0");
        (model with { Alias = "nova" }).Name.Should().Be("nova");
        (model with { Alias = "nova" }).Should().Be(BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova" }, "models are values");
    }

    private static string Document(Model model) =>
        System.Text.Json.JsonSerializer.Serialize(model.ToDocument(), Shared.GatewayDocumentJson.Default.ModelDocument);

    /// <summary>All but the permission to log, which every handler has.</summary>
    private static IEnumerable<string> Permissions(Model model, string? region = null) =>
        StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [model] }, region).HandlerPermissions.Skip(1);
}
