using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;

namespace LlmGateway.Constructs;

/// <summary>What a browser may do with the page, said in headers.</summary>
internal static class PageSecurity
{
    /// <summary>Nothing but the page's own files runs, and it talks to nobody but the gateways and the sign-in: a hostile answer has nowhere to send what it read.</summary>
    /// <param name="connections">Origins beside the page's own.</param>
    /// <param name="logo">Of another origin; null: none.</param>
    public static string Policy(IEnumerable<string> connections, string? logo)
    {
        var images = logo is null ? "" : $" {(Token.IsUnresolved(logo) ? logo : new Uri(logo).GetLeftPart(UriPartial.Authority))}";
        return string.Join("; ",
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", $"img-src 'self' data: blob:{images}", string.Join(' ', ["connect-src 'self'", .. connections]),
            "font-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
        ]);
    }

    private static readonly IReadOnlyDictionary<string, string> More = new Dictionary<string, string>
    {
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    };

    /// <summary>All headers, for whatever serves the page without CloudFront.</summary>
    public static IReadOnlyDictionary<string, string> All(string policy) => new Dictionary<string, string>(More)
    {
        ["Content-Security-Policy"] = policy,
        ["Referrer-Policy"] = "no-referrer",
        ["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains",
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
    };

    /// <summary>What a browser has to be told of the gateway's answers, wherever they come from.</summary>
    public static ResponseHeadersPolicyProps ApiHeaders(string name) => new()
    {
        ResponseHeadersPolicyName = name,
        SecurityHeadersBehavior = new ResponseSecurityHeadersBehavior
        {
            ContentTypeOptions = new ResponseHeadersContentTypeOptions { Override = true },
            StrictTransportSecurity = new ResponseHeadersStrictTransportSecurity { AccessControlMaxAge = Duration.Days(365), IncludeSubdomains = true, Override = true },
        },
    };

    public static ResponseHeadersPolicyProps Headers(string name, string policy) => new()
    {
        ResponseHeadersPolicyName = name,
        SecurityHeadersBehavior = new ResponseSecurityHeadersBehavior
        {
            ContentSecurityPolicy = new ResponseHeadersContentSecurityPolicy { ContentSecurityPolicy = policy, Override = true },
            ContentTypeOptions = new ResponseHeadersContentTypeOptions { Override = true },
            FrameOptions = new ResponseHeadersFrameOptions { FrameOption = HeadersFrameOption.DENY, Override = true },
            ReferrerPolicy = new ResponseHeadersReferrerPolicy { ReferrerPolicy = HeadersReferrerPolicy.NO_REFERRER, Override = true },
            StrictTransportSecurity = new ResponseHeadersStrictTransportSecurity { AccessControlMaxAge = Duration.Days(365), IncludeSubdomains = true, Override = true },
        },
        CustomHeadersBehavior = new ResponseCustomHeadersBehavior
        {
            CustomHeaders = [.. More.Select(header => new ResponseCustomHeader { Header = header.Key, Value = header.Value, Override = true })],
        },
    };
}
