using System.Diagnostics.CodeAnalysis;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Who signed, or AWS's error.</summary>
internal sealed record SigV4Verification
{
    public LocalPrincipal? Principal { get; private init; }

    /// <summary>The scope of an accepted signature: region and service.</summary>
    public SigV4Authorization? Authorization { get; private init; }

    public AwsError? Error { get; private init; }

    [MemberNotNullWhen(true, nameof(Principal), nameof(Authorization))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAccepted => Error is null;

    public static SigV4Verification Accepted(LocalPrincipal principal, SigV4Authorization authorization) =>
        new() { Principal = principal, Authorization = authorization };

    public static SigV4Verification Refused(AwsError error) => new() { Error = error };
}
