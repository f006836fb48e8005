using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Who calls: by signature, or on Bedrock by API key.</summary>
internal sealed class CallerAuthentication(SigV4Verifier verifier, AwsFrontDoorOptions options)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="AwsException">Nobody that the local account knows.</exception>
    public (LocalPrincipal Principal, string Region) Identify(SignedRequest request)
    {
        if (BearerOf(request.Headers) is { } token)
        {
            return options.BedrockApiKeys.TryGetValue(token, out var principal)
                ? (principal, options.Region)
                : throw new AwsException(SigV4Errors.WrongKey);
        }
        var verification = verifier.Verify(request);
        return verification.IsAccepted
            ? (verification.Principal, verification.Authorization.Region)
            : throw new AwsException(verification.Error);
    }

    /// <summary>The token of an <c>Authorization: Bearer</c> header.</summary>
    public static string? BearerOf(IHeaderDictionary headers)
    {
        var value = headers.Authorization.ToString();
        return value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
    }
}
