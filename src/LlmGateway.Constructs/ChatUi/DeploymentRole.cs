using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>The functions by which the CDK fills and empties buckets. They are the CDK's own, and one each for the whole stack.</summary>
internal static class DeploymentRole
{
    /// <summary>Part of the id that the CDK gives it.</summary>
    private const string FunctionId = "CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C";

    private const string EmptyingId = "Custom::S3AutoDeleteObjectsCustomResourceProvider";

    public static void Suppress(Construct page)
    {
        if (Stack.Of(page).Node.TryFindChild(EmptyingId) is { } emptying)
            foreach (var child in emptying.Node.Children.OfType<CfnResource>()) Suppressions.On(child, child.CfnResourceType == "AWS::IAM::Role" ? Suppressions.RoleOfTheCdk : Suppressions.FunctionOfTheCdk);
        var function = Stack.Of(page).Node.TryFindChild($"Custom::{FunctionId}")
            ?? throw new InvalidOperationException($"The CDK has no Custom::{FunctionId} in this stack: this version deploys files in another way.");
        Suppressions.On(function, Suppressions.FunctionOfTheCdk);
        if (function.Node.TryFindChild("ServiceRole") is not { } role) return;
        Suppressions.On(role, Suppressions.RoleOfTheCdk);
        if (role.Node.TryFindChild("DefaultPolicy") is { } policy) Suppressions.On(policy, Suppressions.RoleOfTheCdk);
    }
}
