using LlmGateway.Tool.Local.Lambda;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Credentials that open the local run and nothing else: the same at every start of a stack on a machine, so that clients keep their settings.</summary>
internal static class LocalCredentials
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The person at the keyboard, who may do everything.</summary>
    public static LocalPrincipal OfDeveloper(TemplateEnvironment stack) => new(
        "AKIALOCAL" + Text(stack, "developer/id", 11), "local" + Text(stack, "developer/secret", 35),
        $"arn:{stack.Partition}:iam::{stack.Account}:user/local-developer", null);

    /// <summary>A function's session of its role.</summary>
    public static LocalPrincipal OfFunction(LambdaFunction function, LocalRole role, TemplateEnvironment stack) => new(
        "ASIALOCAL" + Text(stack, function.LogicalId + "/id", 11), "local" + Text(stack, function.LogicalId + "/secret", 35),
        $"arn:{stack.Partition}:sts::{stack.Account}:assumed-role/{role.Name}/{function.Name}", role.Policies, "local" + Text(stack, function.LogicalId + "/token", 60));

    private static string Text(TemplateEnvironment stack, string purpose, int length) =>
        LocalKey.Text($"{stack.StackName}/{purpose}", Alphabet, length);
}
