using LlmGateway.Tool.Local.Site;
using LlmGateway.Tool.Local.Template;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>S3's GetObject, by path: <c>/bucket/key</c>: the deployment's own files, and what it put into the stack's buckets.</summary>
internal sealed class S3Service(AssetManifest? assets, StackBuckets? buckets) : IAwsService
{
    public AwsErrorShape ErrorShape => AwsErrorShape.Query;

    public async Task HandleAsync(AwsCall call)
    {
        var http = call.Http;
        var path = http.Request.Path.Value!.TrimStart('/');
        if (!HttpMethods.IsGet(http.Request.Method) || path.Split('/', 2) is not [var bucket, { Length: > 0 } key])
            throw new AwsException(new AwsError(501, "NotImplemented", "The local run's S3 has GetObject alone."));
        call.Authorize("s3:GetObject", $"arn:{call.Partition}:s3:::{bucket}/{key}");
        if (buckets?.Has(bucket) == true)
        {
            await AnswerAsync(http, buckets.Find(bucket, key));
            return;
        }
        if (assets?.Find(key) is not { } file || !File.Exists(file)) throw new AwsException(new AwsError(404, "NoSuchKey", "The specified key does not exist."));
        http.Response.Headers.LastModified = File.GetLastWriteTimeUtc(file).ToString("R");
        await http.Response.SendFileAsync(file, http.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext http, StoredFile? file)
    {
        // Who may not list a bucket is not told what it lacks.
        if (file is null) throw new AwsException(new AwsError(403, "AccessDenied", "Access Denied"));
        http.Response.ContentType = file.ContentType;
        if (file.CacheControl is { } cache) http.Response.Headers.CacheControl = cache;
        await http.Response.Body.WriteAsync(file.Content, http.RequestAborted);
    }
}
