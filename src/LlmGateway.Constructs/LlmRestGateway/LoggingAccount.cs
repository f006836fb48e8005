using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.IAM;
using Constructs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>
/// The one setting of a stack by which API Gateway may write logs. A stage that logs and is created before it fails, so every such stage depends on it, in
/// whichever order the constructs are made.
/// </summary>
internal sealed class LoggingAccount : Construct, IAspect
{
    private const string Id = "LlmGatewayLoggingAccount";
    private readonly List<IConstruct> _waiting = [];
    private IConstruct? _account;
    private bool _isLastResort;

    private LoggingAccount(Construct stack) : base(stack, Id)
    {
    }

    /// <summary>Of the outermost stack: a nested one deploys after it, so that no circle can come of the dependency.</summary>
    public static LoggingAccount Of(Construct scope)
    {
        var stack = Outermost(scope);
        return stack.Node.TryFindChild(Id) as LoggingAccount ?? new LoggingAccount(stack);
    }

    /// <summary>Whether a REST API of <paramref name="scope"/> should make the setting itself, as the CDK does.</summary>
    public bool IsMissing(Construct scope, AccountRole role) => role == AccountRole.Once && _account is null && Outermost(scope) == Stack.Of(scope);

    /// <summary>Takes the setting that a REST API made.</summary>
    public void Take(IConstruct account)
    {
        _account = account;
        foreach (var stage in _waiting) stage.Node.AddDependency(account);
        _waiting.Clear();
    }

    /// <summary>Has a stage that logs wait for the setting, which is made where it is missing.</summary>
    /// <param name="scope">Whose stage it is; a setting that is made becomes its child.</param>
    /// <param name="role">Whose the setting is.</param>
    /// <param name="stage">What waits.</param>
    public void Await(Construct scope, AccountRole role, IConstruct stage)
    {
        if (_account is null && role == AccountRole.Once) Take(Make(Outermost(scope) == Stack.Of(scope) ? scope : this));
        if (_account is null) _waiting.Add(stage);
        else stage.Node.AddDependency(_account);
    }

    /// <summary>Has a stage that logs wait as well; where no gateway of the stack makes the setting until synthesis, it is made then.</summary>
    public void AwaitGateways(AccountRole role, IConstruct stage)
    {
        Await(this, AccountRole.Existing, stage);
        if (_isLastResort || role == AccountRole.Existing) return;
        _isLastResort = true;
        Aspects.Of(this).Call(nameof(Aspects.Add), this);
    }

    /// <summary>Called by the CDK at synthesis.</summary>
    public void Visit(IConstruct node)
    {
        if (_account is null) Take(Make(this));
    }

    private static CfnAccount Make(Construct scope)
    {
        var role = new Role(scope, "CloudWatchRole", new RoleProps
        {
            AssumedBy = new ServicePrincipal("apigateway.amazonaws.com"),
            ManagedPolicies = [ManagedPolicy.FromAwsManagedPolicyName("service-role/AmazonAPIGatewayPushToCloudWatchLogs")],
        });
        Suppressions.On(role, Suppressions.AccountRole);
        var account = new CfnAccount(scope, "Account", new CfnAccountProps().Set(nameof(CfnAccountProps.CloudWatchRoleArn), role.RoleArn));
        // As the REST API does: taking the role from a whole region with one stack would end the logs of others.
        role.ApplyRemovalPolicy(RemovalPolicy.RETAIN);
        account.ApplyRemovalPolicy(RemovalPolicy.RETAIN);
        return account;
    }

    private static Stack Outermost(Construct scope)
    {
        var stack = Stack.Of(scope);
        while (stack.NestedStackParent is { } parent) stack = parent;
        return stack;
    }
}
