namespace LlmGateway.Constructs;

/// <summary>Ids of what the constructs say at synth. Each stands in docs/diagnostics.md; users acknowledge warnings by them.</summary>
internal static class Diagnostics
{
    public const string Public = "LlmGateway:Public";
    public const string PortableHandler = "LlmGateway:PortableHandler";
    public const string KeyPolicy = "LlmGateway:KeyPolicy";
    public const string CorsAnyOrigin = "LlmGateway:CorsAnyOrigin";
    public const string PassThroughAccess = "LlmGateway:PassThroughAccess";
    public const string PlainHttp = "LlmGateway:PlainHttp";
    public const string ProfileGeography = "LlmGateway:ProfileGeography";
    public const string CdkNewerThanProven = "LlmGateway:CdkNewerThanProven";
    public const string ProfileOnly = "LlmGateway:ProfileOnly";
}
