using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>An <c>Authorization: AWS4-HMAC-SHA256 …</c> header taken apart.</summary>
internal sealed record SigV4Authorization
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>What HTTP/2 clients sign in place of <c>host</c>.</summary>
    public const string AuthorityHeader = ":authority";

    private static readonly string[] Parameters = ["Credential", "Signature", "SignedHeaders"];

    public required string AccessKeyId { get; init; }

    /// <summary>The scope's day, <c>yyyyMMdd</c>.</summary>
    public required string Date { get; init; }

    public required string Region { get; init; }

    /// <summary>The service's signing name: what tells calls on one port apart.</summary>
    public required string Service { get; init; }

    /// <summary>Lower case, in the order of the signature.</summary>
    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    /// <summary>The service that a request is signed for; null when it bears no readable signature.</summary>
    public static string? ServiceOf(IHeaderDictionary headers)
    {
        var (authorization, _) = Read(headers);
        return authorization?.Service;
    }

    /// <summary>Reads the header; one of the two is null.</summary>
    public static (SigV4Authorization? Authorization, AwsError? Error) Read(IHeaderDictionary headers)
    {
        var header = headers.Authorization.ToString();
        if (header.Length == 0) return (null, SigV4Errors.Missing);
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        if (scheme != Algorithm) return (null, SigV4Errors.Incomplete($"Unsupported AWS 'algorithm': '{scheme}'."));

        var parts = new Dictionary<string, string>();
        foreach (var part in header[(space + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=', 2) is [var name, var value]) parts[name] = value;

        var missing = string.Join(' ', Parameters
            .Where(name => !parts.ContainsKey(name))
            .Select(name => $"Authorization header requires '{name}' parameter."));
        if (missing.Length > 0) return (null, SigV4Errors.Incomplete(missing));

        var credential = parts["Credential"].Split('/');
        if (credential.Length != 5 || credential[4] != "aws4_request") return (null, SigV4Errors.BadCredential(parts["Credential"]));
        return (new SigV4Authorization
        {
            AccessKeyId = credential[0],
            Date = credential[1],
            Region = credential[2],
            Service = credential[3],
            SignedHeaders = parts["SignedHeaders"].Split(';'),
            Signature = parts["Signature"],
        }, null);
    }
}
