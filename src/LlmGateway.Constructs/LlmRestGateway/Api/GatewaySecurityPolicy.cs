namespace LlmGateway.Constructs;

/// <summary>Which versions of TLS and which ciphers API Gateway takes.</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html">the policies</see>.</remarks>
public sealed record GatewaySecurityPolicy
{
    private GatewaySecurityPolicy(string name) => Name = name;

    /// <summary>TLS 1.2 and 1.3: what clients of the last ten years speak.</summary>
    public static GatewaySecurityPolicy Tls12 { get; } = new("SecurityPolicy_TLS13_1_2_2021_06");

    /// <summary>TLS 1.2 and 1.3 with forward secrecy, and key exchange that quantum computers don't break where the client knows it.</summary>
    public static GatewaySecurityPolicy Tls12PostQuantum { get; } = new("SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09");

    /// <summary>TLS 1.3 alone.</summary>
    public static GatewaySecurityPolicy Tls13 { get; } = new("SecurityPolicy_TLS13_1_3_2025_09");

    /// <summary>TLS 1.3 alone, with ciphers that FIPS 140 allows.</summary>
    public static GatewaySecurityPolicy Tls13Fips { get; } = new("SecurityPolicy_TLS13_1_3_FIPS_2025_09");

    /// <summary>One that has no member here yet.</summary>
    /// <param name="name">As API Gateway calls it: <c>SecurityPolicy_…</c>.</param>
    public static GatewaySecurityPolicy Of(string name) => new(name);

    /// <summary>As API Gateway calls it.</summary>
    public string Name { get; }

    internal void Validate(Mistakes mistakes, string property)
    {
        const string beginning = "SecurityPolicy_";
        mistakes.Check(property, Name is not null && (Amazon.CDK.Token.IsUnresolved(Name) || Name.StartsWith(beginning, StringComparison.Ordinal) && !Name.EndsWith("_EDGE", StringComparison.Ordinal)),
            $"is '{Name}'", $"Use one of GatewaySecurityPolicy's members, or a name that begins with {beginning} and is for regional endpoints");
    }
}
