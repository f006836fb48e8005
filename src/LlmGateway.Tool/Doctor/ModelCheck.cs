using System.Text.Json;
using LlmGateway.Core.Aws;

namespace LlmGateway.Tool.Doctor;

/// <summary>Whether a Bedrock model answers these credentials: it is asked for one token, since nothing less proves it.</summary>
internal static class ModelCheck
{
    private static readonly byte[] OneToken = """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":1}}"""u8.ToArray();

    /// <param name="aws">Where to ask.</param>
    /// <param name="model">Id of a model or an inference profile.</param>
    /// <param name="region">Of the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Finding> RunAsync(AwsServices aws, string model, string region, CancellationToken cancellationToken)
    {
        var name = $"model {model}";
        try
        {
            using var response = await aws.Bedrock(region).PostAsync($"/model/{Uri.EscapeDataString(model)}/converse", OneToken, "application/json", null, cancellationToken);
            if (response.IsSuccessStatusCode) return Finding.Ok(name, $"answers in {region}");
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return Tell(name, model, region, await AwsServiceException.ReadAsync(response, stream, cancellationToken));
        }
        catch (Exception none) when (none is HttpRequestException or Amazon.Runtime.AmazonClientException or JsonException)
        {
            return Finding.Failed(name, none.Message, $"Mend the credentials first; Bedrock must be reachable in {region}");
        }
    }

    private static Finding Tell(string name, string model, string region, AwsServiceException refused)
    {
        var said = $"{refused.Type}: {refused.Detail}";
        return refused.Type switch
        {
            "ThrottlingException" or "ModelNotReadyException" or "ServiceUnavailableException" => Finding.Ok(name, $"is there in {region}, and busy right now ({refused.Type})"),
            "AccessDeniedException" when Mentions(refused, "not authorized") =>
                Finding.Failed(name, said, $"Your credentials need bedrock:InvokeModel on it (the gateway's function has a role of its own, which the constructs give that)"),
            "AccessDeniedException" => Finding.Failed(name, said, $"Ask for access to it in Amazon Bedrock's console in {region}, on the model's page in the catalog; Anthropic's models want a use case form once"),
            "ValidationException" when Mentions(refused, "on-demand throughput") =>
                Finding.Failed(name, said, $"It answers through an inference profile alone: use one, such as {ProfileOf(region)}.{model}"),
            "ValidationException" or "ResourceNotFoundException" => Finding.Failed(name, said, $"Check the id's spelling, and that the model is offered in {region}"),
            _ => Finding.Failed(name, said, "Check the credentials and the region"),
        };
    }

    private static bool Mentions(AwsServiceException refused, string words) => refused.Detail?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;

    private static string ProfileOf(string region) => region.Split('-')[0] switch
    {
        "eu" => "eu",
        "ap" => "apac",
        _ => "us",
    };
}
