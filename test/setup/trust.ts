import { inject } from "vitest";
import { trustCertificate } from "../azure/certificate.ts";

trustCertificate(inject("certificate"));
