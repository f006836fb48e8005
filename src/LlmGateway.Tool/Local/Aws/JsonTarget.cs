namespace LlmGateway.Tool.Local.Aws;

/// <summary>The operation of services that name it in <c>X-Amz-Target</c>.</summary>
internal static class JsonTarget
{
    /// <exception cref="AwsException">The header is missing or another service's.</exception>
    public static string Operation(AwsCall call, string prefix)
    {
        var target = call.Request.Headers["x-amz-target"].ToString();
        return target.StartsWith(prefix, StringComparison.Ordinal)
            ? target[prefix.Length..]
            : throw new AwsException(AwsError.UnknownOperation($"X-Amz-Target is '{target}', which does not begin with {prefix}."));
    }
}
