namespace LlmGateway.Constructs;

/// <summary>How strictly API Gateway looks at the way by which a request came.</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html">endpoint access modes</see>.</remarks>
public enum GatewayAccessMode
{
    /// <summary>As REST APIs always did.</summary>
    Basic,

    /// <summary>The name in the TLS handshake has to be the request's host, and the endpoint of the API's own kind.</summary>
    Strict,
}
