using Amazon.CDK;
using Amazon.CDK.AWS.WAFv2;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>A web ACL in front of a gateway.</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-chapter.html">AWS WAF</see>; it costs by the month, by the rule and by the request.</remarks>
public sealed class Waf
{
    private const string AclId = "WebAcl";
    private const string AssociationId = "WebAclAssociation";
    private readonly string? _arn;
    private readonly Action<CfnWebACLProps>? _configure;

    private Waf(string? arn, Action<CfnWebACLProps>? configure) => (_arn, _configure) = (arn, configure);

    /// <summary>Whether it counts and judges callers by the address that connects: behind a page that is CloudFront's.</summary>
    internal bool CountsAddresses { get; private init; }

    /// <summary>
    /// AWS's managed rules (addresses of ill repute, common attacks, known bad inputs) and 1,000 requests in 5 minutes for each address. Rules that look into
    /// bodies only count: a prompt may be long, and may well quote HTML, SQL or a shell script.
    /// </summary>
    public static Waf Managed() => new(null, null) { CountsAddresses = true };

    /// <summary>
    /// The rules of <see cref="Managed"/> that look at requests, for a gateway behind a <see cref="ChatUi"/>: addresses are CloudFront's there, so that
    /// <see cref="ChatUiDelivery.WebAclArn"/> is the place for rules about them.
    /// </summary>
    public static Waf BehindPage() => new(null, props => props.Rules = ManagedRules.OfRequests());

    /// <summary>The rules of <see cref="Managed"/>, changed as you like.</summary>
    /// <param name="configure">Gets the props before the web ACL is made. Its scope must stay <c>REGIONAL</c>.</param>
    public static Waf Custom(Action<CfnWebACLProps> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return new Waf(null, configure);
    }

    /// <summary>A web ACL that exists, such as the one that a security team gives to all.</summary>
    /// <param name="webAcl">Of scope <c>REGIONAL</c>, in the stack's region.</param>
    public static Waf Existing(CfnWebACL webAcl)
    {
        ArgumentNullException.ThrowIfNull(webAcl);
        return new Waf(webAcl.AttrArn, null);
    }

    /// <summary>A web ACL that exists, by its ARN: the CDK has no type for one that another stack made.</summary>
    /// <param name="webAclArn">Of scope <c>REGIONAL</c>, in the stack's region.</param>
    public static Waf FromWebAclArn(string webAclArn) => new(webAclArn, null);

    internal void Validate(Mistakes mistakes, string property, Stack stack)
    {
        mistakes.Check(property, _arn is null || Token.IsUnresolved(_arn) || _arn.Contains(":regional/webacl/", StringComparison.Ordinal), $"'{_arn}' is no ARN of a regional web ACL",
            "Use arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID");
        if (_arn is not null) ResourceRules.CheckRegion(mistakes, property, _arn, stack, "Use a web ACL of the stack's region");
    }

    /// <summary>Puts the web ACL before the gateway's stage.</summary>
    /// <returns>The web ACL, where it was made for this.</returns>
    internal CfnWebACL? Protect(LlmRestGateway gateway)
    {
        var made = _arn is null ? Make(gateway) : null;
        _ = new CfnWebACLAssociation(gateway, AssociationId, new CfnWebACLAssociationProps
        {
            WebAclArn = _arn ?? made!.AttrArn,
        }.Set(nameof(CfnWebACLAssociationProps.ResourceArn), gateway.Api.DeploymentStage.StageArn));
        return made;
    }

    private CfnWebACL Make(LlmRestGateway gateway)
    {
        var props = ManagedRules.Props();
        _configure?.Invoke(props);
        var mistakes = new Mistakes();
        mistakes.Check("Api.Waf", props.Scope == ManagedRules.Scope, $"changes the scope to '{props.Scope}'", $"Leave it at {ManagedRules.Scope}: API Gateway takes no other");
        mistakes.ThrowIfAny(nameof(LlmRestGateway), gateway.Node.Path);
        return new CfnWebACL(gateway, AclId, props);
    }
}
