
namespace LlmGateway.Constructs.Tests;

/// <summary>Props that tests start from.</summary>
internal static class Fakes
{
    public static BedrockModel Nova { get; } = BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" };

    public static LlmRestGatewayProps Props { get; } = new() { Models = [Nova] };

}
