using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Lambda;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.CloudFormation;

/// <summary>Does what Secrets Manager does when a rotation schedule is made: the secret is rotated at once, in four steps.</summary>
internal static class SecretRotation
{
    private const string Type = "AWS::SecretsManager::RotationSchedule";
    private static readonly string[] Steps = ["createSecret", "setSecret", "testSecret", "finishSecret"];

    /// <summary>The functions that rotate.</summary>
    public static IEnumerable<string> FunctionsOf(ResolvedStack stack) => stack.OfType(Type).Select(schedule => stack.PropertiesOf(schedule)["RotationLambdaARN"]?.ToString()).OfType<string>();

    /// <exception cref="LocalRunException">A secret can't be rotated.</exception>
    public static async Task RunAsync(ResolvedStack stack, LambdaService lambda, IReadOnlyList<LocalSecret> secrets, CancellationToken cancellationToken)
    {
        foreach (var schedule in stack.OfType(Type))
        {
            var properties = stack.PropertiesOf(schedule);
            var arn = properties["SecretId"]?.ToString();
            if (!secrets.Any(secret => secret.Arn == arn)) throw new LocalRunException($"The rotation schedule {schedule.LogicalId} names no secret of this stack.");
            var function = lambda.Find(properties["RotationLambdaARN"]?.ToString() ?? "") ?? throw new LocalRunException($"The rotation schedule {schedule.LogicalId} has no function of this stack.");
            var token = Guid.NewGuid().ToString();
            foreach (var step in Steps)
            {
                var asked = new JsonObject { ["Step"] = step, ["SecretId"] = arn, ["ClientRequestToken"] = token };
                try
                {
                    var invocation = await function.InvokeAsync(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(asked.ToJsonString()), cancellationToken);
                    await invocation.Reply.WaitAsync(cancellationToken);
                }
                catch (LambdaException failed)
                {
                    throw new LocalRunException($"{schedule.LogicalId}: {step} failed: {failed.Message}");
                }
            }
        }
    }
}
