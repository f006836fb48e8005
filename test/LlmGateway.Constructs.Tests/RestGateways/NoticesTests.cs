using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class NoticesTests
{
    [Fact]
    public void A_portable_handler_is_worth_knowing_and_no_warning() =>
        StackTemplate.OfGateway(_ => Fakes.Props).Messages.Should().ContainSingle().Which.Should()
            .StartWith("info The handler runs on the managed .NET runtime, since no native build for arm64").And.Contain("[LlmGateway:PortableHandler]");

    [Fact]
    public void A_key_that_would_travel_in_the_clear_is_pointed_out()
    {
        StackTemplate.OfGateway(stack => new LlmRestGatewayProps { Models = [OpenAiCompatible.At("http://models.example.com/v1", "llama") with { Key = UpstreamKey.FromSecret(new Secret(stack, "Key")) }] })
            .Messages.Should().Contain(message => message.Contains("[ack: LlmGateway:PlainHttp:llama]"));
        StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [OpenAiCompatible.At("http://10.0.1.7/v1", "llama")] })
            .Messages.Should().NotContain(message => message.Contains("PlainHttp"));
    }

    [Fact]
    public void A_model_that_is_known_to_need_a_profile_is_pointed_out()
    {
        StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [BedrockModel.Of("anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "haiku" }] })
            .Messages.Should().Contain(message => message.Contains("BedrockModel.CrossRegion(\"us.anthropic.claude-haiku-4-5-20251001-v1:0\")") && message.Contains("[ack: LlmGateway:ProfileOnly:haiku]"));
        StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [BedrockModel.Of("amazon.nova-lite-v1:0"), BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0")] })
            .Messages.Should().NotContain(message => message.Contains("ProfileOnly"));
    }
}
