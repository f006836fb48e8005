using Microsoft.AspNetCore.WebUtilities;
using System.Text;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>STS: GetCallerIdentity, which AWS answers to everybody whose signature holds.</summary>
internal sealed class StsService : IAwsService
{
    public AwsErrorShape ErrorShape => AwsErrorShape.Query;

    public Task HandleAsync(AwsCall call)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Request.Body.Span));
        var action = form.TryGetValue("Action", out var inBody) ? inBody.ToString() : call.Http.Request.Query["Action"].ToString();
        if (action != "GetCallerIdentity")
            throw new AwsException(new AwsError(400, "InvalidAction", $"The local run has no action {action} of STS."));
        return AwsResponse.WriteXmlAsync(call.Http, AwsResponse.QueryResult(action,
            ("Arn", call.Principal.Arn),
            ("UserId", $"{call.Principal.AccessKeyId}:{call.Principal.Arn.Split('/')[^1]}"),
            ("Account", call.Account)));
    }
}
