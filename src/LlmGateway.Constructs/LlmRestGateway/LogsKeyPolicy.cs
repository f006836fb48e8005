using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>Lets CloudWatch Logs encrypt with a customer's key: the service needs it said in the key's own policy.</summary>
internal static class LogsKeyPolicy
{
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    private static readonly string[] Actions = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

    public static void Add(Construct gateway, IKey key)
    {
        var stack = Stack.Of(gateway);
        var added = key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Principals = [new ServicePrincipal($"logs.{stack.Region}.amazonaws.com")],
            Actions = Actions,
            Resources = ["*"],
            // In a key's policy "*" is the key itself. The log groups have no names before they are made, so their account and region are named.
            Conditions = new Dictionary<string, object>
            {
                ["ArnLike"] = new Dictionary<string, object>
                {
                    ["kms:EncryptionContext:aws:logs:arn"] = $"arn:{stack.Partition}:logs:{stack.Region}:{stack.Account}:log-group:*",
                },
            },
        }), allowNoOp: true);
        if (!added.StatementAdded)
        {
            Annotations.Of(gateway).Warn(Diagnostics.KeyPolicy,
                $"The policy of EncryptionKey is kept elsewhere: it must let logs.{{region}}.amazonaws.com encrypt and decrypt for the log groups of this account, or the deployment fails.");
        }
    }
}
