using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Iam;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Who may call: by signature, the caller's own policies, and the API's resource policy.</summary>
/// <param name="verifier">Knows the callers.</param>
/// <param name="policies">What each caller may do; a caller without an entry may do everything.</param>
internal sealed class IamAuthorization(SigV4Verifier verifier, IReadOnlyDictionary<LocalPrincipal, PolicyEvaluator> policies)
{
    private const string Action = "execute-api:Invoke";

    /// <summary>Authenticates where the method wants it, and asks the policies.</summary>
    /// <returns>What the trace is told; null: nothing was asked.</returns>
    /// <exception cref="RefusedException">The caller is unknown or may not.</exception>
    public string? Admit(ApiRequest request)
    {
        if (request.Method.AuthorizationType == "AWS_IAM") request.Caller = Authenticate(request);
        var question = new AccessRequest
        {
            PrincipalArn = request.Caller?.Arn,
            Action = Action,
            Resource = request.Arn,
            Context = AccessRequest.ContextOf(ContextOf(request)),
        };
        var byResource = request.Api.Policy?.Decide(question);
        if (request.Caller is null)
        {
            if (byResource is null) return null;
            // Unsigned calls, and those that an authorizer let in, need the policy's consent.
            return byResource.IsAllowed ? $"resource policy: allowed by {byResource.Statement}" : throw Refused(byResource, question, PolicyKind.Resource);
        }
        if (byResource is { Outcome: PolicyOutcome.ExplicitDeny }) throw Refused(byResource, question, PolicyKind.Resource);
        if (!policies.TryGetValue(request.Caller, out var identity)) return $"IAM: {request.Caller.Arn} (may do everything)";
        var byIdentity = identity.Decide(question);
        // Within one account, either policy may allow.
        if (byIdentity.IsAllowed || (byResource is { IsAllowed: true } && byIdentity.Outcome != PolicyOutcome.ExplicitDeny)) return $"IAM: {request.Caller.Arn}";
        throw Refused(byIdentity, question, PolicyKind.Identity);
    }

    private LocalPrincipal Authenticate(ApiRequest request)
    {
        var verification = verifier.Verify(request.Signed, "execute-api");
        if (verification.IsAccepted) return verification.Principal;
        var error = verification.Error;
        throw new RefusedException(error.Code == "MissingAuthenticationTokenException"
            ? GatewayRefusal.MissingAuthenticationToken
            : GatewayRefusal.InvalidSignature(error.Code, error.Message), $"IAM: {error.Code}");
    }

    private static IEnumerable<(string, string)> ContextOf(ApiRequest request)
    {
        yield return ("aws:SourceIp", request.SourceIp);
        // AWS is called by TLS alone; the loopback connection stands in for it.
        yield return ("aws:SecureTransport", "true");
        yield return ("aws:RequestedRegion", request.Region);
        if (request.Http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent) yield return ("aws:UserAgent", agent);
        if (request.Http.Request.Headers.Referer.ToString() is { Length: > 0 } referer) yield return ("aws:Referer", referer);
        if (request.Caller is null) yield break;
        yield return ("aws:PrincipalArn", request.Caller.Arn);
        yield return ("aws:PrincipalAccount", request.Account);
    }

    private static RefusedException Refused(PolicyDecision decision, AccessRequest question, PolicyKind kind)
    {
        // API Gateway hides most of the account in what it tells callers.
        var parts = question.Resource.Split(':');
        var hidden = question with { Resource = string.Join(':', parts.Select((part, index) => index == 4 && part.Length == 12 ? "********" + part[8..] : part)) };
        return new RefusedException(GatewayRefusal.AccessDenied(decision.Describe(hidden, kind)), "IAM: denied");
    }
}
