using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.Route53;
using Constructs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>Makes a user pool, its groups and its domain.</summary>
internal static class SignInPool
{
    public static UserPool Make(Construct auth, CognitoAuthProps props)
    {
        var retained = props.RemovalPolicy == RemovalPolicy.RETAIN;
        var pool = new UserPool(auth, "Pool", new UserPoolProps
        {
            SelfSignUpEnabled = false,
            SignInAliases = new SignInAliases { Username = true, Email = true },
            SignInCaseSensitive = false,
            AutoVerify = new AutoVerifiedAttrs { Email = true },
            StandardAttributes = new StandardAttributes { Email = new StandardAttribute { Required = true, Mutable = true } },
            // Attributes can't be added to a pool's profile later in one deployment with what uses them, so it is there from the start.
            CustomAttributes = new Dictionary<string, ICustomAttribute>
            {
                [CognitoAuth.GroupsAttribute] = new StringAttribute(new StringAttributeProps { Mutable = true, MaxLen = 2048 }),
                [CognitoAuth.GroupsLinkAttribute] = new StringAttribute(new StringAttributeProps { Mutable = true, MaxLen = 2048 }),
            },
            PasswordPolicy = new PasswordPolicy
            {
                MinLength = 12, RequireDigits = true, RequireLowercase = true, RequireUppercase = true, RequireSymbols = true, TempPasswordValidity = Duration.Days(3),
            },
            AccountRecovery = AccountRecovery.EMAIL_ONLY,
            Email = props.Email,
            Mfa = props.Mfa,
            MfaSecondFactor = new MfaSecondFactor { Otp = true, Sms = false },
            DeletionProtection = retained,
            RemovalPolicy = props.RemovalPolicy,
        });
        var resource = (CfnUserPool)pool.Node.DefaultChild!;
        // CDK 2.160 does not know plans yet.
        resource.AddPropertyOverride("UserPoolTier", props.Plan.ToString().ToUpperInvariant());
        if (props.Plan == FeaturePlan.Plus) resource.UserPoolAddOns = new CfnUserPool.UserPoolAddOnsProperty { AdvancedSecurityMode = "ENFORCED" };
        Suppressions.On(pool, [.. props.Mfa == Mfa.REQUIRED ? [] : Suppressions.MfaIsChosen, .. props.Plan == FeaturePlan.Plus ? [] : Suppressions.ThreatProtectionIsChosen]);
        foreach (var group in props.Groups.Append(props.AdminGroup))
            _ = new CfnUserPoolGroup(auth, $"Group-{group}", new CfnUserPoolGroupProps { GroupName = group }.Set(nameof(CfnUserPoolGroupProps.UserPoolId), pool.UserPoolId));
        return pool;
    }

    /// <summary>The first pool of a stack has the prefix that it always had; a further one adds what tells it apart.</summary>
    private static string Suffix(Construct auth, Stack stack)
    {
        const string taken = "LlmGatewaySignInPrefix";
        if (stack.Node.TryFindChild(taken) is not null) return "-" + auth.Node.Addr[^8..];
        _ = new Construct(stack, taken);
        return "";
    }

    public static (UserPoolDomain Domain, string Url) MakeDomain(Construct auth, UserPool pool, SignInDomain? domain)
    {
        var stack = Stack.Of(auth);
        if (domain is not { Name: { } name })
        {
            // A stack's id ends in a UUID: nobody has it but this stack.
            var prefix = domain?.PrefixText ?? $"llm-{Fn.Select(2, Fn.Split("/", stack.StackId))}{Suffix(auth, stack)}";
            var below = new UserPoolDomain(auth, "Domain", new UserPoolDomainProps { CognitoDomain = new CognitoDomainOptions { DomainPrefix = prefix } }
                .Set(nameof(UserPoolDomainProps.UserPool), pool));
            // GovCloud has no other than the FIPS endpoint: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html.
            var service = stack.Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "auth-fips" : "auth";
            return (below, $"https://{below.DomainName}.{service}.{stack.Region}.amazoncognito.com");
        }
        var own = new UserPoolDomain(auth, "Domain", new UserPoolDomainProps
        {
            CustomDomain = new CustomDomainOptions { DomainName = name }.Set(nameof(CustomDomainOptions.Certificate), domain.Certificate),
        }.Set(nameof(UserPoolDomainProps.UserPool), pool));
        if (domain.HostedZone is { } zone)
        {
            _ = new CnameRecord(auth, "DomainRecord", new CnameRecordProps
            {
                Zone = zone,
                // With a dot at its end the name is whole, wherever the zone begins.
                RecordName = name + ".",
                DomainName = ((CfnUserPoolDomain)own.Node.DefaultChild!).AttrCloudFrontDistribution,
            });
        }
        return (own, $"https://{name}");
    }
}
