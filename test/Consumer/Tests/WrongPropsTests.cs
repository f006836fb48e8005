using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using LlmGateway.Constructs;

namespace Consumer.Tests;

public class WrongPropsTests
{
    [Fact]
    public void All_mistakes_are_named_at_once_with_the_construct_and_the_remedy()
    {
        var make = () => new LlmRestGateway(new Stack(new App(), "Mine"), "Gateway", new LlmRestGatewayProps
        {
            Models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { MaxTokens = 0 }, OpenAiCompatible.At("models.example.com", "llama3.2")],
            Function = new GatewayFunction { MemoryMb = 64, Architecture = Architecture.Custom("riscv64") },
        });
        make.Should().Throw<InvalidPropsException>().WithMessage("""
            LlmRestGateway 'Mine/Gateway' has 4 mistakes in its props:
            - Models[0].MaxTokens is 0. Use 1 or more.
            - Models[1].Url 'models.example.com' is no http or https URL. Use the server's base URL, such as "http://10.0.1.7:8000/v1".
            - Function.Architecture is riscv64, for which there is no handler. Use Architecture.ARM_64 or Architecture.X86_64.
            - Function.MemoryMb is 64. Use 128 to 10240 MB.
            """.ReplaceLineEndings("\n"));
    }
}
