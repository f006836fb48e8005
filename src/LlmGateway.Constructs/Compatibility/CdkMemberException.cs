namespace LlmGateway.Constructs.Compatibility;

/// <summary>The loaded CDK lacks a member that the constructs use.</summary>
internal sealed class CdkMemberException(string message) : Exception(message)
{
    public static CdkMemberException Of(Type type, string member) => new(
        $"Amazon.CDK.Lib {CdkVersion.Loaded} has no fitting member '{member}' in {type.FullName}. "
        + "Use a version between 2.160.0 and the newest that docs/constructs.md names, or a newer LlmGateway.Constructs.");
}
